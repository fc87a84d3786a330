"""gunicorn with the Django application, on two Unix sockets: nginx's and the operator's commands'."""

import sys

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking, own
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Health, Process
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of


class Web(Quiet):
    name = "web"

    def health(self, config: Config) -> Health:
        question = f"GET /healthz HTTP/1.0\r\nHost: {config.hostname}\r\n\r\n".encode()
        return asking.health(lambda: asking.answer(config.web_socket, question), b" 200 ")

    def process(self, config: Config) -> Process:
        uid = config.uids.web
        return Process(
            command=(
                *(sys.executable, "-m", "gunicorn", "fumibako.project.wsgi:application"),
                *("--workers", "2", "--threads", "4", "--worker-class", "gthread", "--timeout", "60"),
                *("--bind", f"unix:{config.web_socket}", "--bind", f"unix:{config.admin_socket}"),
                *("--forwarded-allow-ips", "*", "--worker-tmp-dir", "/dev/shm", "--umask", "0"),  # noqa: S108
                "--no-control-socket",
            ),
            uid=uid,
            gid=uid,
            groups=("www-data",),
            environment=own.environment(config),
            priority=30,
        )

    def prepare(self, config: Config) -> None:
        """nginx (www-data) reaches the one, by its group; nobody but root and the web itself the other."""
        uid = config.uids.web
        files.directory(config.web_socket.parent, uid=uid, gid=gid_of("www-data"), mode=0o2750)
        files.directory(config.admin_socket.parent, uid=uid, gid=uid, mode=0o700)
