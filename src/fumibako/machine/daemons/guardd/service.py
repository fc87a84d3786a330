"""guardd as a supervised process."""

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking, own
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Health, Process
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of


class Guardd(Quiet):
    name = "guardd"

    def health(self, config: Config) -> Health:
        question = b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n"
        return asking.health(lambda: asking.answer(config.guard_socket, question, until=b"}"), b" 200 ")

    def process(self, config: Config) -> Process:
        return own.process(config, "guardd", uid=config.uids.guardd, priority=10)

    def prepare(self, config: Config) -> None:
        uid = config.uids.guardd
        files.directory(config.home(self.name), uid=uid, gid=uid, mode=0o700)
        files.directory(config.guard_socket.parent, uid=uid, gid=uid)
        # Others would fill its queue of datagrams, and wrong passwords would not be heard of.
        files.directory(config.wrong_passwords_socket.parent, uid=uid, gid=gid_of("www-data"), mode=0o710)
