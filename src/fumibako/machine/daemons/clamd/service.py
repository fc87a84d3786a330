"""clamd: the virus scanner. Where no signatures could be downloaded it knows our test signatures only, and says so."""

from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Condition, Diff, File, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of, uid_of
from fumibako.machine.system.run import CommandRefused, run

# The one executable that all of Debian's clamav-testfiles carry (its MD5 and size), and the EICAR test
# string. Facts about public test files; they detect nothing else.
TEST_HASHES = b"aa15bcf478d165efd2065190eb473bcb:544:Fumibako.Test.ClamFile\n"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
TEST_PATTERNS = f"Fumibako.Test.Eicar:0:*:{EICAR.hex()}\n".encode()


class Clamd(Quiet):
    name = "clamd"
    reads = frozenset({Aspect.BOX})

    def render(self, config: Config, state: State) -> FileSet:
        if state.scope.aspect is not Aspect.BOX:
            return {}
        home = config.home(self.name)
        biggest = max(100_000_000, config.settings.mail.message_size_limit * 2)
        unpacked = biggest * 5 // 2
        lines = (
            "User clamav",
            f"LocalSocket {config.clamd_socket}",
            "LocalSocketMode 666",
            "FixStaleSocket yes",
            "Foreground yes",
            "LogTime yes",
            f"DatabaseDirectory {home / 'db'}",
            f"TemporaryDirectory {home / 'tmp'}",
            "MaxThreads 4",
            "MaxQueue 200",
            f"StreamMaxLength {biggest}",
            f"MaxScanSize {unpacked}",
            # Above MaxScanSize: clamd 1.4 cuts a larger file of a zip off there, scans the rest of it, and says "OK".
            f"MaxFileSize {unpacked + 1_000_000}",
            "MaxRecursion 17",
            "MaxFiles 10000",
            "MaxScanTime 120000",
            "ReadTimeout 60",
            "CommandReadTimeout 60",
            "IdleTimeout 60",
            "SelfCheck 60",
            "ConcurrentDatabaseReload yes",
            "ExitOnOOM yes",
            "AlertExceedsMax yes",
            # A virus beside the locked file is still the answer: heuristics are told last.
            "AlertEncrypted yes",
            "PhishingSignatures no",
            "PhishingScanURLs no",
        )
        return {"clamd.conf": File("".join(f"{line}\n" for line in lines).encode())}

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        try:
            run(("clamconf", "-n", f"--config-dir={staged}"))
        except CommandRefused as error:
            raise Rejected(str(error)) from error

    def reload(self, config: Config, diff: Diff, scope: Scope) -> None:
        """clamd reads its configuration at start only; supervisord's restart is the operator's."""

    def health(self, config: Config) -> Health:
        health = asking.health(lambda: asking.answer(config.clamd_socket, b"zPING\0", until=b"\0"), b"PONG\0")
        if health.condition is Condition.OK and not has_signatures(config):
            words = "NO VIRUS SIGNATURES: only test files are found. freshclam could not download any."
            return Health(Condition.WARNING, words, code="no-signatures")
        return health

    def process(self, config: Config) -> Process:
        conf = config.live(self.name) / "clamd.conf"
        command = ("/usr/sbin/clamd", "--foreground", "-c", str(conf))
        return Process(command=command, priority=10, scratch=config.home(self.name) / "tmp")

    def prepare(self, config: Config) -> None:
        home, uid, gid = config.home(self.name), uid_of("clamav"), gid_of("clamav")
        files.directory(home)
        for name in ("db", "tmp"):
            files.directory(home / name, uid=uid, gid=gid)
        # Whoever reaches the socket can end clamd: filterd and the watchdog are in its group, sites' PHP is not.
        files.directory(config.clamd_socket.parent, mode=0o750, uid=uid, gid=gid)
        files.write(home / "db" / "test.hdb", TEST_HASHES)
        files.write(home / "db" / "test.ndb", TEST_PATTERNS)


def has_signatures(config: Config) -> bool:
    """Whether freshclam has brought a real database."""
    directory = config.home("clamd") / "db"
    return any(directory.glob("daily.c?d")) or any(directory.glob("main.c?d"))
