"""Asking about mailboxes: their use, repair, removal, and whether one has a certain mail. The agent asks Dovecot."""

from dataclasses import dataclass

from fumibako.machine.conf import Config
from fumibako.machine.provision.client import ask

USAGE_SECONDS = 1.5  # a page waits for these
REPAIR_SECONDS = 30.0  # a page waits; nginx would give up after 60 s


@dataclass(frozen=True)
class Usage:
    """What a mailbox holds; bytes does not include spam_bytes."""

    messages: int
    bytes: int
    unseen: int
    spam_bytes: int


@dataclass(frozen=True)
class Mailboxes:
    """Every method raises AgentDown, AgentFailed or AgentRefused."""

    config: Config

    def usage(self, address: str) -> Usage:
        return Usage(**ask(self.config, "mailbox_usage", {"address": address}, USAGE_SECONDS))

    def domain_bytes(self, domain: str) -> int:
        """What all mailboxes of a domain hold together, without spam boxes. AgentDown during the first count of a large
        domain; the agent goes on counting."""
        return int(ask(self.config, "domain_bytes", {"domain": domain}, USAGE_SECONDS)["bytes"])

    def repair(self, address: str) -> None:
        """Rebuild the mailbox's index files from its mails. AgentLate: the repair goes on."""
        ask(self.config, "repair_mailbox", {"address": address}, REPAIR_SECONDS)

    def remove(self, address: str) -> None:
        """Delete the mails of a deleted account."""
        ask(self.config, "remove_mailbox", {"address": address})

    def holds_mail(self, address: str, queue_id: str) -> bool:
        """Whether a mail of that queue id is in any folder of the mailbox."""
        return bool(ask(self.config, "holds_mail", {"address": address, "queue_id": queue_id})["holds"])
