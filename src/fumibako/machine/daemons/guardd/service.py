"""guardd as a supervised process, and the sending limits of each domain as a file; guardd reads it when it asks."""

from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking, own
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.formats.sending_limits import BadLimits, read_limits, write_limits
from fumibako.machine.provision.service import File, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, Scope, SendingLimits, State
from fumibako.machine.system import files


class Guardd(Quiet):
    name = "guardd"
    reads = frozenset({Aspect.DOMAIN})

    def render(self, config: Config, state: State) -> FileSet:
        limits = state.wish(SendingLimits)
        if limits is None:
            return {}
        return {"limits.json": File(write_limits(limits), mode=0o640, group=config.uids.guardd)}

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        path = staged / "limits.json"
        try:
            if path.exists():
                read_limits(path.read_bytes())
        except BadLimits as error:
            raise Rejected(f"limits.json: {error}") from error

    def health(self, config: Config) -> Health:
        question = b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n"
        return asking.health(lambda: asking.answer(config.guard_socket, question, until=b"}"), b" 200 ")

    def process(self, config: Config) -> Process:
        return own.process(config, "guardd", uid=config.uids.guardd, priority=10)

    def prepare(self, config: Config) -> None:
        uid = config.uids.guardd
        files.directory(config.home(self.name), uid=uid, gid=uid, mode=0o700)
        files.directory(config.home(self.name) / "scopes")
        files.directory(config.guard_socket.parent, uid=uid, gid=uid)
