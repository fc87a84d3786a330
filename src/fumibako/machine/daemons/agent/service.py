"""The agent as a supervised process."""

from fumibako.machine.conf import Config
from fumibako.machine.daemons import own
from fumibako.machine.daemons.agent.control import Installer
from fumibako.machine.daemons.shape import Quiet
from fumibako.machine.provision.client import AgentDown
from fumibako.machine.provision.service import Condition, Health, Process
from fumibako.machine.system import files


class Agent(Quiet):
    name = "agent"

    def health(self, config: Config) -> Health:
        try:
            filling = Installer(config).filling()
        except AgentDown as error:
            return Health(Condition.DOWN, f"no answer: {error}")
        if filling:
            names = ", ".join(sorted(filling))
            return Health(Condition.WARNING, f"not there yet, mail and logins wait: {names}", code="filling")
        return Health(Condition.OK)

    def process(self, config: Config) -> Process:
        return own.process(config, "agent", uid=None, priority=5)

    def prepare(self, config: Config) -> None:
        files.directory(config.agent_socket.parent)
