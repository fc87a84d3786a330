"""php-fpm: a pool for each site, which starts workers when somebody asks; masters for each group of them."""

import contextlib
import sys
import tempfile
import time
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking
from fumibako.machine.daemons.phpfpm import keeper, render
from fumibako.machine.daemons.phpfpm.control import MAX_PROCESSES, ask
from fumibako.machine.daemons.phpmyadmin import program as phpmyadmin
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.daemons.supervisor.control import NotRunning, Supervisor
from fumibako.machine.provision.service import Condition, Diff, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, PhpSettings, Scope, Site, State, Subdomains
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of
from fumibako.machine.system.run import CommandRefused

PINGED_SECONDS = 40
"""How long one group is looked at before the next one is: the watchdog believes three looks in a row."""


class PhpFpm(Quiet):
    name = "phpfpm"
    reads = frozenset({Aspect.BOX, Aspect.SITE})

    def render(self, config: Config, state: State) -> FileSet:
        if state.scope.aspect is Aspect.BOX:
            return render.render_box(config)
        site = state.wish(Site)
        php, subdomains = state.wish(PhpSettings) or PhpSettings(), state.wish(Subdomains) or Subdomains()
        return render.render_site(config, site, php, subdomains) if site else {}

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        """A pool is checked without other sites' pools."""
        if scope.aspect is Aspect.BOX:
            for name in ("php-fpm.conf", "group.conf"):
                _test(staged / "php.ini", staged / name)
            return
        with tempfile.NamedTemporaryFile(suffix=".conf") as conf:
            conf.write(render.alone(staged / "pool.conf"))
            conf.flush()
            _test(config.live(self.name) / "php.ini", Path(conf.name))

    def reload(self, config: Config, diff: Diff, scope: Scope) -> None:
        """The group's master starts itself anew with the sockets that it has; requests in work end."""
        with contextlib.suppress(NotRunning):
            Supervisor(config).signal(self.name, keeper.LOOK.name.removeprefix("SIG"))

    def health(self, config: Config) -> Health:
        """A worker in each is only for the looks: so it is one group's turn after the other's."""
        seen = [_ping(render.pings(config) / keeper.OWN)]
        if groups := sorted(path.name for path in render.pings(config).iterdir() if path.name != keeper.OWN):
            seen.append(_ping(render.pings(config) / groups[int(time.monotonic() / PINGED_SECONDS) % len(groups)]))
        return next((each for each in seen if each.condition is Condition.DOWN), seen[0])

    def process(self, config: Config) -> Process:
        home = config.home(self.name)
        keep = (sys.executable, "-m", "fumibako.machine.daemons.phpfpm.keeper", str(home))
        return Process(
            # The masters, which are root's, are not counted; what becomes a site's is.
            command=("/usr/bin/prlimit", f"--nproc={MAX_PROCESSES}", "--", *keep),
            stop_signal="QUIT",
            priority=36,
        )

    def prepare(self, config: Config) -> None:
        files.directory(config.home(self.name))
        files.directory(config.home(self.name) / "scopes")
        files.directory(render.sockets(config), mode=0o750, gid=config.uids.apache)
        files.directory(render.pings(config), mode=0o750, gid=gid_of("www-data"))
        phpmyadmin.prepare(config)


def _ping(path: Path) -> Health:
    return asking.health(lambda: asking.answer(path, _PING, until=b"pong"), b"pong")


def _test(ini: Path, conf: Path) -> None:
    try:
        ask("-t", "-c", str(ini), "-y", str(conf))
    except CommandRefused as error:
        raise Rejected(str(error)) from error


def _record(kind: int, content: bytes) -> bytes:
    """One record of request 1 (FastCGI 1.0, section 3.3)."""
    return bytes((1, kind, 0, 1)) + len(content).to_bytes(2, "big") + b"\0\0" + content


def _parameters(**values: str) -> bytes:
    return b"".join(bytes((len(k), len(v))) + k.encode() + v.encode() for k, v in values.items())


_PING = (
    _record(1, b"\0\1\0\0\0\0\0\0")  # FCGI_BEGIN_REQUEST: responder
    + _record(4, _parameters(SCRIPT_NAME="/ping", SCRIPT_FILENAME="/ping", REQUEST_METHOD="GET"))
    + _record(4, b"")
    + _record(5, b"")
)
