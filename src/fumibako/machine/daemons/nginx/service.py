"""nginx in front of the member site: TLS, static files, and the only place that says who the client is."""

from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.nginx import render
from fumibako.machine.daemons.probing import Conversation, Probe, probe
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Diff, FileSet, Health, Process, Rejected
from fumibako.machine.state import Aspect, Scope, State
from fumibako.machine.system import files
from fumibako.machine.system.run import CommandFailed, CommandRefused, run


class Nginx(Quiet):
    name = "nginx"
    reads = frozenset({Aspect.BOX})

    def render(self, config: Config, state: State) -> FileSet:
        return render.render(config) if state.scope.aspect is Aspect.BOX else {}

    def check(self, config: Config, staged: Path, scope: Scope) -> None:
        try:
            run(("/usr/sbin/nginx", "-e", "stderr", "-t", "-c", str(staged / "nginx.conf")))
        except CommandRefused as error:
            raise Rejected(str(error)) from error

    def reload(self, config: Config, diff: Diff, scope: Scope) -> None:
        conf = config.live(self.name) / "nginx.conf"
        try:
            run(("/usr/sbin/nginx", "-e", "stderr", "-c", str(conf), "-s", "reload"))
        except CommandFailed:
            return  # it does not run

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
