"""Asking for keys that a domain's outgoing mail is signed with, and that copies of sent mail go whose time is up."""

from dataclasses import dataclass

from fumibako.machine.conf import Config
from fumibako.machine.provision.client import ask


@dataclass(frozen=True)
class SigningKeys:
    """Every method raises AgentDown, AgentFailed or AgentRefused."""

    config: Config

    def make(self, domain: str, selector: str) -> str:
        """Make the key unless it is there; return its public half in base64, as DKIM's records have it."""
        return str(ask(self.config, "make_dkim_key", {"domain": domain, "selector": selector})["public"])

    def remove(self, domain: str, selector: str) -> None:
        ask(self.config, "remove_dkim_key", {"domain": domain, "selector": selector})


def forget_archived(config: Config) -> int:
    """How many packs of copies of sent mail went. Raises AgentDown, AgentFailed, AgentRefused."""
    return int(ask(config, "forget_archived", {})["gone"])
