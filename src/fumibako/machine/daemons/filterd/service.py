"""filterd as a service: policy.json per domain, limits.json and guard.json for guardd; no reload, both notice a
changed file."""

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons import own
from fumibako.machine.daemons.filterd import poison, second_engine
from fumibako.machine.daemons.spamd import taught
from fumibako.machine.formats.filter_policy import BadPolicy, read_policy, write_policy
from fumibako.machine.formats.sending_guard import BadGuard, read_guard, write_guard
from fumibako.machine.formats.sending_limits import BadLimits, read_limits, write_limits
from fumibako.machine.provision.service import Condition, Diff, File, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, MailDomain, Scope, SenderAuthentication, SendingGuard, SendingLimits, State
from fumibako.machine.system.accounts import gid_of

_HEALTH_SECONDS = 5.0
# postdrop: Postfix's public directory with the re-injection socket; dovecot: its LMTP socket; the others: the
# scanners' sockets.
GROUPS = ("postdrop", "dovecot", "clamav", "debian-spamd", "_rspamd")


class Filterd:
    name = "filterd"
    reads = frozenset({Aspect.DOMAIN})

    def render(self, config: Config, state: State) -> FileSet:
        domain = state.wish(MailDomain)
        if domain is None:
            return {}
        guard = state.wish(SendingGuard) or SendingGuard()
        content = write_policy(domain, state.wish(SenderAuthentication), guard)
        limits = write_limits(state.wish(SendingLimits) or SendingLimits())
        return {
            "policy.json": File(content, mode=0o640, group=config.uids.filterd),
            # guardd counts before the filter; its own directory is no place for what root writes.
            "limits.json": File(limits, mode=0o640, group=config.uids.guardd),
            "guard.json": File(write_guard(guard), mode=0o640, group=config.uids.guardd),
        }

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        path, limits, guard = (staged / name for name in ("policy.json", "limits.json", "guard.json"))
        if not path.exists():
            return
        try:
            policy = read_policy(path.read_bytes())
            if limits.exists():
                read_limits(limits.read_bytes())
            if guard.exists():
                read_guard(guard.read_bytes())
        except (BadPolicy, BadLimits, BadGuard) as error:
            raise Rejected(f"not readable: {error}") from error
        if policy.domain != scope.key:
            raise Rejected(f"policy.json is of {policy.domain}, not of {scope.key}")

    def reload(self, config: Config, diff: Diff, scope: Scope) -> None:
        """Nothing to do: filterd notices the file's new inode. With a domain goes what it has taught."""
        if not (config.live_scope(self.name, scope.path) / "policy.json").exists():
            taught.forget(config, scope.key)

    def health(self, config: Config) -> Health:
        try:
            for path in (config.filter_in_socket, config.filter_out_socket):
                _greet(path)
        except (OSError, ValueError) as error:
            return Health(Condition.DOWN, f"LMTP: {error}")
        if held := [f"{mail.queue_id} ({mail.reasons[-1]})" for mail in poison.poisoned(config)]:
            mails = "1 mail" if len(held) == 1 else f"{len(held)} mails"
            words = f"{mails} on hold, see `fumibako mail held`: {'; '.join(held[:3])}"
            return Health(Condition.WARNING, words, code="held", values={"number": len(held)})
        return second_engine.trouble(config) or Health(Condition.OK, "answers on both sockets")

    def process(self, config: Config) -> Process:
        return own.process(config, "filterd", uid=config.uids.filterd, groups=GROUPS, priority=25)

    def prepare(self, config: Config) -> None:
        """Create the directories. tmp is scratch space: files that a crash left there belong to no message."""
        owner = config.uids.filterd
        home = config.home("filterd")
        for path, mode in (
            (home, 0o755),
            (home / "scopes", 0o755),
            (home / "tmp", 0o700),
            (home / "notified", 0o700),
            (home / "possible-duplicates", 0o700),
            (home / "in-progress", 0o700),
            (home / "shown", 0o2710),  # clamd opens files in it by name
            (poison.directory(config), 0o2750),  # the watchdog reads it
            (config.run, 0o755),
            (config.filter_in_socket.parent, 0o755),
            (config.archive, 0o2750),  # the web and the background process read it
        ):
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(mode)
        for name in ("tmp", "notified", "possible-duplicates", "in-progress"):
            os.chown(home / name, owner, owner)
        second_engine.prepare(config)
        os.chown(config.filter_in_socket.parent, owner, owner)
        os.chown(home / "shown", owner, gid_of("clamav"))
        os.chown(config.archive, owner, config.uids.control)
        os.chown(poison.directory(config), owner, config.uids.watchdog)
        _make_secret(config.secrets / "scan", owner)


def _make_secret(path: Path, owner: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        partial = path.with_suffix(".new")
        partial.touch(mode=0o600)
        partial.write_text(os.urandom(32).hex() + "\n")
        partial.rename(path)
    os.chown(path, owner, owner)
    path.chmod(0o400)


def _greet(path: Path) -> None:
    """Greet, LHLO, NOOP, QUIT. Raises OSError, ValueError."""
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(_HEALTH_SECONDS / 2)
        client.connect(str(path))
        lines = _lines(client)
        for command, code in (
            (b"", "220"),
            (b"LHLO health\r\n", "250"),
            (b"NOOP\r\n", "250"),
            (b"QUIT\r\n", "221"),
        ):
            client.sendall(command)
            answer = next(line for line in lines if line[3:4] != "-")
            if not answer.startswith(code):
                raise ValueError(json.dumps(answer))


def _lines(client: socket.socket) -> Iterator[str]:
    with client.makefile("rb") as stream:
        while line := stream.readline(4096):
            yield line.decode("ascii", "replace").rstrip()
    raise ValueError("closed the connection")
