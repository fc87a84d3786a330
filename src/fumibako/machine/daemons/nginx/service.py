"""nginx in front of the member site: TLS, static files, and the only place that says who the client is."""

import logging
import tempfile
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.nginx import countries, render, sites
from fumibako.machine.daemons.probing import Conversation, Probe, probe
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Diff, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, Certificates, Scope, Site, State
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of
from fumibako.machine.system.run import CommandFailed, CommandRefused, run

log = logging.getLogger("fumibako.nginx")


class Nginx(Quiet):
    name = "nginx"
    reads = frozenset({Aspect.BOX, Aspect.SITE})

    def render(self, config: Config, state: State) -> FileSet:
        if state.scope.aspect is Aspect.BOX:
            return render.render(config)
        site, certificates = state.wish(Site), state.wish(Certificates)
        return sites.of_site(config, site, certificates) if site and certificates else {}

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        """A site's servers are checked with the box's configuration and without other sites'."""
        if scope.aspect is Aspect.BOX:
            _test(staged / "nginx.conf")
            return
        live = str(config.live_scope(self.name, scope.path))
        with tempfile.TemporaryDirectory() as made:
            servers, conf = Path(made) / "site.conf", Path(made) / "nginx.conf"
            servers.write_text((staged / "site.conf").read_text().replace(live, str(staged)))
            conf.write_text(render.conf(config, servers.parent))
            _test(conf)

    def reload(self, config: Config, diff: Diff, scope: Scope) -> None:
        conf = config.live(self.name) / "nginx.conf"
        try:
            run(("/usr/sbin/nginx", "-e", "stderr", "-c", str(conf), "-s", "reload"))
        except CommandFailed as error:
            if "[emerg]" in str(error):
                log.error("nginx goes on with what it had: %s", error)
            # otherwise it does not run

    def health(self, config: Config) -> Health:
        """Plain HTTP leads to HTTPS, and a file of nginx's own comes by TLS: the web behind it has its own line."""

        def http(conversation: Conversation) -> None:
            conversation.say(f"HEAD / HTTP/1.0\r\nHost: {config.hostname}\r\n", b"HTTP/1.1 301 ")

        def https(conversation: Conversation) -> None:
            conversation.start_tls()
            conversation.say(f"HEAD /robots.txt HTTP/1.0\r\nHost: {config.hostname}\r\n", b"HTTP/1.1 200 ")

        return probe(config, Probe(config.ports.http, http), Probe(config.ports.https, https))

    def process(self, config: Config) -> Process:
        conf = config.live(self.name) / "nginx.conf"
        command = ("/usr/sbin/nginx", "-e", "stderr", "-c", str(conf), "-g", "daemon off;")
        return Process(command=command, stop_signal="QUIT", priority=40)

    def prepare(self, config: Config) -> None:
        files.directory(files.directory(config.home(self.name)) / "tmp")
        countries.refresh(config)
        background, www_data = config.uids.background, gid_of("www-data")
        files.directory(files.directory(config.acme) / "account", mode=0o700, uid=background)
        challenges = files.directory(config.acme / "answers") / ".well-known"
        files.directory(files.directory(challenges) / "acme-challenge", mode=0o750, uid=background, gid=www_data)


def _test(conf: Path) -> None:
    try:
        run(("/usr/sbin/nginx", "-e", "stderr", "-t", "-c", str(conf)))
    except CommandRefused as error:
        raise Rejected(str(error)) from error
