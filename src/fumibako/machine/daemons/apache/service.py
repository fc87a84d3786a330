"""Apache behind nginx: customers' sites. It starts as its own user and never was root."""

import contextlib
import secrets
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking
from fumibako.machine.daemons.apache import render
from fumibako.machine.daemons.apache.control import PROGRAM
from fumibako.machine.daemons.apache.overseas import IN_JAPAN
from fumibako.machine.daemons.nginx.sites import front as nginx_front
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.daemons.sites import backup, tree
from fumibako.machine.daemons.supervisor.control import NotRunning, Supervisor
from fumibako.machine.provision.service import Diff, FileSet, Health, Process, Rejected
from fumibako.machine.state import Access, Aspect, ErrorPages, Overseas, Scope, Site, State, Subdomains, Tools
from fumibako.machine.system import files
from fumibako.machine.system.run import CommandRefused, run

LOG_TIME_ZONE = "Asia/Tokyo"
"""Of the logs, which customers read: their days are the portal's."""


class Apache(Quiet):
    name = "apache"
    reads = frozenset({Aspect.BOX, Aspect.SITE})

    def render(self, config: Config, state: State) -> FileSet:
        if state.scope.aspect is Aspect.BOX:
            return render.render_box(config)
        site = state.wish(Site)
        if site is None:
            return {}
        errors, access = state.wish(ErrorPages) or ErrorPages(), state.wish(Access) or Access()
        closed = render.Closed(access, state.wish(Overseas) or Overseas(folders=()))
        extras = render.Extras(errors, state.wish(Tools) or Tools())
        return render.render_site(config, site, extras, closed, state.wish(Subdomains) or Subdomains())

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        """A site is checked with the box's configuration and without other sites; its directories must be there."""
        if scope.aspect is Aspect.SITE and (staged / "site.json").exists():
            site = tree.read_site(staged)
            tree.make(config, scope.key, site.uid)
            _make_hosts(config, scope.key, site)
        is_box = scope.aspect is Aspect.BOX
        conf = (staged if is_box else config.live(self.name)) / "httpd.conf"
        sites = config.live_scope(self.name, "*") if is_box else staged
        try:
            run(_command(conf, sites, "-t"))
        except CommandRefused as error:
            raise Rejected(str(error)) from error

    def reload(self, config: Config, diff: Diff, scope: Scope) -> None:
        if scope.aspect is Aspect.SITE and config.live_scope(self.name, scope.key).is_symlink():
            site = tree.live_site(config, scope.key)
            if site.is_suspended:
                tree.end_processes(site.uid)
        with contextlib.suppress(NotRunning):
            Supervisor(config).signal(self.name, "USR1")

    def health(self, config: Config) -> Health:
        """The page of a name that nobody has."""
        question = b"HEAD / HTTP/1.0\r\nHost: unknown.invalid\r\n\r\n"
        return asking.health(
            lambda: asking.answer(("127.0.0.1", config.ports.apache), question, until=b"\r\n\r\n"), b"HTTP/1.1 404 "
        )

    def process(self, config: Config) -> Process:
        conf, sites = config.live(self.name) / "httpd.conf", config.live_scope(self.name, "*")
        return Process(
            command=_command(conf, sites, "-DFOREGROUND"),
            uid=config.uids.apache,
            gid=config.uids.apache,
            stop_signal="WINCH",
            environment={"TZ": LOG_TIME_ZONE},
            priority=38,
            no_links=config.sites,
        )

    def prepare(self, config: Config) -> None:
        uid = config.uids.apache
        files.directory(config.sites, mode=0o711)
        backup.prepare(config)
        files.directory(config.site_logs("x").parent, mode=0o711)
        files.directory(files.directory(config.home(self.name)) / "run", mode=0o700, uid=uid, gid=uid)
        _agree_on_header(config)


def _make_hosts(config: Config, domain: str, site: tree.LiveSite) -> None:
    """Raises Rejected: a file is where a new folder should be, say. What the customer has put where a folder was stops
    nothing else of the site, least of all its suspension."""
    try:
        before = tree.live_site(config, domain).hosts
    except tree.NoSite:
        before = {}
    for host, folder in site.hosts.items():
        try:
            tree.make_host(config, domain, host, folder, site.uid)
        except CommandRefused as error:
            if not site.is_suspended and before.get(host) != folder:
                raise Rejected(str(error)) from error


def _command(conf: Path, sites: Path, flag: str) -> tuple[str, ...]:
    return (PROGRAM, "-C", f"Define SITES {sites}/site.conf", "-f", str(conf), flag)


def _agree_on_header(config: Config) -> None:
    """Where a visitor comes from, and whether that is in Japan."""
    ours, nginxs = render.front(config), nginx_front(config)
    if ours.exists() and nginxs.exists() and IN_JAPAN in ours.read_text():
        return
    address, country = (f"X-Client-{secrets.token_hex(16)}" for _ in range(2))
    lines = f"RemoteIPHeader {address}\nSetEnvIf {country} ^1$ {IN_JAPAN}=1\nRequestHeader unset {country}\n"
    files.write(ours, lines.encode(), mode=0o640, uid=0, gid=config.uids.apache)
    says = f"proxy_set_header {address} $remote_addr;\nproxy_set_header {country} $in_japan;\n"
    files.write(nginxs, says.encode(), mode=0o600, uid=0, gid=0)
