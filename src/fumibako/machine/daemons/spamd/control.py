"""Teaching the spam filter by mails of a mailbox, and asking it about a mail. The agent tells and asks spamd."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass

from fumibako.machine.conf import Config
from fumibako.machine.provision.client import ask

MAX_TAUGHT = 50
MAX_JUDGED = 1 << 20
# What is taught takes effect once a domain has taught this many mails of each kind. SpamAssassin's own 200 a small
# office would not reach in a year.
MIN_TAUGHT = 30
SECONDS = 30.0  # a page waits


@dataclass(frozen=True)
class SpamFilter:
    """Raises AgentDown, AgentFailed or AgentRefused."""

    config: Config

    def teach(self, address: str, folder: str, uids: Sequence[int], *, is_spam: bool) -> None:
        """For the mailbox's domain. At most MAX_TAUGHT at once; mails that are gone are left out. AgentLate: it goes
        on."""
        values = {"address": address, "folder": folder, "uids": list(uids), "is_spam": is_spam}
        ask(self.config, "teach_spam_filter", values, SECONDS)

    def score(self, domain: str, mail: bytes) -> float:
        """What a mail of at most MAX_JUDGED octets would get in the domain; nothing is learnt from it."""
        values = {"domain": domain, "mail": base64.b64encode(mail).decode()}
        return float(ask(self.config, "judge_mail", values, SECONDS)["points"])
