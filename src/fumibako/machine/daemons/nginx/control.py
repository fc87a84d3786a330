"""Asking for nginx."""

from fumibako.machine.conf import Config
from fumibako.machine.provision.client import ask


def use_countries(config: Config) -> bool:
    """Let sites know visitors by the newest country data; return whether it is other than before. Raises AgentDown,
    AgentRefused."""
    return bool(ask(config, "use_countries", {})["is_new"])
