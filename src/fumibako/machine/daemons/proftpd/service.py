"""ProFTPD: FTP, FTPS and SFTP into the customers' sites."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from fumibako.machine.conf import Config
from fumibako.machine.daemons.probing import Conversation, Probe, probe
from fumibako.machine.daemons.proftpd import render
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.daemons.tables.proftpd import limits_file, users_file
from fumibako.machine.formats.quotatab import limit_table, tally_table
from fumibako.machine.provision.service import FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, FtpAccess, Scope, State
from fumibako.machine.system import files
from fumibako.machine.system.run import CommandRefused, run

PROGRAM = "/usr/sbin/proftpd"


class Proftpd(Quiet):
    """No reload: what changes is read at each login."""

    name = "proftpd"
    reads = frozenset({Aspect.BOX, Aspect.SITE})

    def render(self, config: Config, state: State) -> FileSet:
        if state.scope.aspect is Aspect.BOX:
            return render.render_box(config)
        access = state.wish(FtpAccess)
        return render.render_site(access) if access else {}

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        if scope.aspect is not Aspect.BOX:
            return
        try:
            run((PROGRAM, "-t", "-c", str(staged / "proftpd.conf")))
        except CommandRefused as error:
            raise Rejected(str(error)) from error

    def health(self, config: Config) -> Health:
        def ftp(conversation: Conversation) -> None:
            conversation.hear(b"220 ")
            conversation.start_tls("AUTH TLS", b"234 ")

        def ftps(conversation: Conversation) -> None:
            conversation.start_tls()
            conversation.hear(b"220 ")

        def sftp(conversation: Conversation) -> None:
            conversation.hear(b"SSH-2.0-")

        ports = config.ports
        return probe(config, Probe(ports.ftp, ftp), Probe(ports.ftps, ftps), Probe(ports.sftp, sftp))

    def process(self, config: Config) -> Process:
        conf = config.live(self.name) / "proftpd.conf"
        return Process(command=(PROGRAM, "-n", "-q", "-c", str(conf)), priority=42)

    def prepare(self, config: Config) -> None:
        files.directory(files.directory(config.home(self.name)) / "run", mode=0o755)
        if not users_file(config).exists():
            files.write(users_file(config), b"", mode=0o600, uid=0, gid=0)
        tally = config.home(self.name) / "run" / "tally.tab"
        for table, empty in ((limits_file(config), limit_table({})), (tally, tally_table())):
            if not table.exists():
                files.write(table, empty, mode=0o600, uid=0, gid=0)
        key = config.secrets / render.HOST_KEY
        if not key.exists():
            made = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
            files.write(key, made, mode=0o600, uid=0, gid=0)
