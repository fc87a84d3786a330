"""What an enhanced status code means, in words (RFC 3463 and IANA's registry): ours, beside the server's own."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

# Without the first digit, which says whether it is for good.
_WORDS: Mapping[str, Any] = {
    "1.1": _("There is no mailbox with this address."),
    "1.2": _("The domain of the address does not exist or accepts no mail."),
    "1.3": _("The address is malformed."),
    "1.6": _("The mailbox has moved."),
    "1.7": _("The sender's address is malformed."),
    "1.8": _("The domain of the sender's address does not exist."),
    "1.10": _("The recipient's domain accepts no mail."),
    "2.1": _("The mailbox is suspended."),
    "2.2": _("The mailbox is full."),
    "2.3": _("The message is larger than the mailbox accepts."),
    "3.1": _("The recipient's mail system is full."),
    "3.2": _("The recipient's mail system is not accepting messages now."),
    "3.4": _("The message is too large."),
    "4.1": _("The recipient's server does not answer."),
    "4.2": _("The connection to the recipient's server was lost."),
    "4.3": _("The domain's DNS records cannot be looked up now."),
    "4.4": _("The recipient's server cannot be found: the domain does not exist or has no mail server."),
    "4.6": _("The message is in a loop, for example between two forwarding addresses."),
    "4.7": _("The message could not be delivered in time, and retrying has ended."),
    "5.3": _("The message has too many recipients."),
    "6.0": _("The server cannot handle the message's content."),
    "7.0": _("The server refused the message for security reasons."),
    "7.1": _("Delivery is not allowed: the server refuses this sender, this recipient or this message."),
    "7.23": _("The sender's domain does not list the sending server (SPF)."),
    "7.25": _("The sending server's name does not match its IP address (reverse DNS)."),
    "7.26": _("The message failed sender authentication (SPF, DKIM, DMARC)."),
}
_BY_SUBJECT: Mapping[str, Any] = {
    "1": _("There is a problem with the address."),
    "2": _("There is a problem with the mailbox."),
    "3": _("The recipient's mail system has a problem."),
    "4": _("The recipient's server cannot be reached, or closed the connection."),
    "5": _("The servers did not understand each other."),
    "6": _("The server does not accept this content."),
    "7": _("The server refused the message for security reasons."),
}
_OTHER = _("The server gave no further reason.")


def explained(dsn: str) -> str:
    """dsn: such as 5.1.1."""
    _class, _, detail = dsn.partition(".")
    words = _WORDS.get(detail) or _BY_SUBJECT.get(detail.partition(".")[0]) or _OTHER
    return str(words)
