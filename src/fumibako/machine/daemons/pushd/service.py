"""pushd as a supervised process."""

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking, own
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Health, Process
from fumibako.machine.system import datagrams, files
from fumibako.machine.system.accounts import gid_of


class Pushd(Quiet):
    name = "pushd"

    def health(self, config: Config) -> Health:
        question = b"GET /healthz HTTP/1.1\r\n\r\n"
        return asking.health(lambda: asking.answer(config.push_socket, question), b" 200 ")

    def process(self, config: Config) -> Process:
        return own.process(config, "pushd", uid=config.uids.pushd, priority=15)

    def prepare(self, config: Config) -> None:
        """nginx and the watchdog (www-data) reach the streams by their group, and Dovecot's processes the other."""
        uid = config.uids.pushd
        files.directory(config.push_socket.parent, uid=uid, gid=gid_of("www-data"), mode=0o750)
        files.directory(config.told_socket.parent, uid=uid, gid=config.uids.mail, mode=0o710)
        datagrams.raise_limit()
