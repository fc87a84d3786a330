"""gunicorn with the Django application, on two Unix sockets: nginx's and the operator's commands'."""

import sys

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking, own
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Health, Process
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of

# mallopt(3). Each hash of a password takes 19 MiB for a moment. glibc would raise this limit to that size, take the
# next ones from its heaps and keep them for good, once per thread: 157 MiB of a box that had seen 160 logins.
RETURNED_ABOVE_BYTES = 1 << 20


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
            environment={**own.environment(config), "MALLOC_MMAP_THRESHOLD_": str(RETURNED_ABOVE_BYTES)},
            priority=30,
        )

    def prepare(self, config: Config) -> None:
        """nginx (www-data) reaches the one, by its group; nobody but root and the web itself the other."""
        uid = config.uids.web
        files.directory(config.web_socket.parent, uid=uid, gid=gid_of("www-data"), mode=0o2750)
        files.directory(config.admin_socket.parent, uid=uid, gid=uid, mode=0o700)
