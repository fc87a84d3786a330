"""supervisord itself. When it has died, services go on, but nobody starts again what ends."""

from fumibako.machine.conf import Config
from fumibako.machine.daemons.supervisor.control import Supervisor
from fumibako.machine.provision.service import Condition, Health


class Supervision:
    name = "supervisord"

    def health(self, config: Config) -> Health:
        if Supervisor(config).is_running():
            return Health(Condition.OK)
        return Health(Condition.DOWN, "does not run: nothing that ends is started again; `fumibako up` takes over")
