"""nginx in front of the member site: TLS, static files, and the only place that says who the client is."""

import logging
import re
import tempfile
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.nginx import countries, render, sites
from fumibako.machine.daemons.probing import Conversation, Probe, probe
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Condition, Diff, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, Certificates, Scope, Site, State
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of
from fumibako.machine.system.run import CommandFailed, CommandRefused, run

log = logging.getLogger("fumibako.nginx")
_EMERGENCY = re.compile(r"\[emerg\] (.{1,300})")


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
        """A part of a site that only the whole of them shows to be wrong keeps every later change from nginx, too; so
        it is noted for `health`."""
        conf = config.live(self.name) / "nginx.conf"
        try:
            run(("/usr/sbin/nginx", "-e", "stderr", "-c", str(conf), "-s", "reload"))
        except CommandFailed as error:
            if reason := _EMERGENCY.search(str(error)):
                log.error("nginx goes on with what it had: %s", error)
                files.write(_refusal(config), f"{reason[1]}\n".encode())
            # otherwise it does not run
        else:
            _refusal(config).unlink(missing_ok=True)

    def health(self, config: Config) -> Health:
        """Plain HTTP leads to HTTPS, and a file of nginx's own comes by TLS: the web behind it has its own line."""

        def http(conversation: Conversation) -> None:
            conversation.say(f"HEAD / HTTP/1.0\r\nHost: {config.hostname}\r\n", b"HTTP/1.1 301 ")

        def https(conversation: Conversation) -> None:
            conversation.start_tls()
            conversation.say(f"HEAD /robots.txt HTTP/1.0\r\nHost: {config.hostname}\r\n", b"HTTP/1.1 200 ")

        found = probe(config, Probe(config.ports.http, http), Probe(config.ports.https, https))
        if found.condition is Condition.OK and _refusal(config).exists():
            reason = _refusal(config).read_text().strip()
            words = f"goes on with its old configuration: {reason}"
            return Health(Condition.WARNING, words, code="refused", values={"reason": reason})
        return found

    def process(self, config: Config) -> Process:
        conf = config.live(self.name) / "nginx.conf"
        command = ("/usr/sbin/nginx", "-e", "stderr", "-c", str(conf), "-g", "daemon off;")
        return Process(command=command, stop_signal="QUIT", priority=40)

    def prepare(self, config: Config) -> None:
        files.directory(files.directory(config.home(self.name)) / "tmp")
        _refusal(config).unlink(missing_ok=True)  # what starts now reads the configuration anew
        countries.refresh(config)
        background, www_data = config.uids.background, gid_of("www-data")
        files.directory(files.directory(config.acme) / "account", mode=0o700, uid=background)
        challenges = files.directory(config.acme / "answers") / ".well-known"
        files.directory(files.directory(challenges) / "acme-challenge", mode=0o750, uid=background, gid=www_data)


def _refusal(config: Config) -> Path:
    """Why nginx refused what is live, for as long as it does."""
    return config.home("nginx") / "refused"


def _test(conf: Path) -> None:
    try:
        run(("/usr/sbin/nginx", "-e", "stderr", "-t", "-c", str(conf)))
    except CommandRefused as error:
        raise Rejected(str(error)) from error
