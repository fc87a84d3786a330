"""Asking about sites' files: their size, and that they go. The agent does it as the site's user."""

from dataclasses import dataclass

from fumibako.machine.conf import Config
from fumibako.machine.provision.client import ask

USAGE_SECONDS = 1.5  # a page waits


@dataclass(frozen=True)
class Sites:
    """Every method raises AgentDown, AgentFailed or AgentRefused."""

    config: Config

    def used_bytes(self, domain: str) -> int:
        """What the site's files take on the disk. AgentDown during the first count of a large site; the agent goes on
        counting."""
        return int(ask(self.config, "site_bytes", {"domain": domain}, USAGE_SECONDS)["bytes"])

    def remove(self, domain: str) -> None:
        """Delete the files of a site that is gone. AgentFailed, AgentLate: something may be left."""
        ask(self.config, "remove_site", {"domain": domain})
