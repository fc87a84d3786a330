"""searchd as a supervised process."""

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking, own
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Health, Process
from fumibako.machine.system import files


class Searchd(Quiet):
    name = "searchd"

    def health(self, config: Config) -> Health:
        """Whether its threads, too, have time."""
        question = b"GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n"
        address = ("127.0.0.1", config.ports.search)
        return asking.health(lambda: asking.answer(address, question, until=b"ok"), b" 200 ")

    def process(self, config: Config) -> Process:
        return own.process(config, "searchd", uid=config.uids.searchd, priority=15)

    def prepare(self, config: Config) -> None:
        files.directory(config.home(self.name), uid=config.uids.searchd, gid=config.uids.searchd, mode=0o700)
