"""The agent as a supervised process."""

from fumibako.machine.conf import Config
from fumibako.machine.daemons import asking, own
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.service import Health, Process
from fumibako.machine.system import files


class Agent(Quiet):
    name = "agent"

    def health(self, config: Config) -> Health:
        return asking.health(lambda: asking.answer(config.agent_socket, b'{"verb": "ping"}\n'), b"{}")

    def process(self, config: Config) -> Process:
        return own.process(config, "agent", uid=None, priority=5)

    def prepare(self, config: Config) -> None:
        files.directory(config.agent_socket.parent)
