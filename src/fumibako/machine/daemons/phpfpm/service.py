"""php-fpm: a pool for each site, which starts workers when somebody asks; masters for each group of them."""

import contextlib
import sys
import tempfile
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking
from fumibako.machine.daemons.phpfpm import keeper, ping, render
from fumibako.machine.daemons.phpfpm.control import MAX_PROCESSES, ask
from fumibako.machine.daemons.phpmyadmin import program as phpmyadmin
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.daemons.supervisor.control import NotRunning, Supervisor
from fumibako.machine.provision.service import Condition, Diff, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, PhpSettings, Scope, Site, State, Subdomains
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of
from fumibako.machine.system.run import CommandRefused


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
        """A group that does not answer is the keeper's to start anew: the others have nothing to do with it."""
        seen = _ping(render.pings(config) / keeper.OWN)
        groups = [path.name for path in render.pings(config).iterdir() if path.name != keeper.OWN]
        if seen.condition is Condition.DOWN or not groups:
            return seen
        group = _ping(render.pings(config) / (name := keeper.turn(groups)))
        if group.condition is Condition.DOWN:
            return Health(Condition.WARNING, f"group {name}: {group.detail}", code="group")
        return seen

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
        (config.home(self.name) / "master.pid").unlink(missing_ok=True)  # of older boxes, which had one master
        files.directory(render.sockets(config), mode=0o750, gid=config.uids.apache)
        files.directory(render.pings(config), mode=0o750, gid=gid_of("www-data"))
        phpmyadmin.prepare(config)


def _ping(path: Path) -> Health:
    return asking.health(lambda: asking.answer(path, ping.QUESTION, until=ping.ANSWER), ping.ANSWER)


def _test(ini: Path, conf: Path) -> None:
    try:
        ask("-t", "-c", str(ini), "-y", str(conf))
    except CommandRefused as error:
        raise Rejected(str(error)) from error
