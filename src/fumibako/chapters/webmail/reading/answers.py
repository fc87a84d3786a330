"""Who has answered a mail of a shared mailbox, whatever program they wrote with (B16): by the delivery log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.delivery_log.queries import answers_to
from fumibako.chapters.mail.shared.queries import members_of


@dataclass(frozen=True)
class Answered:
    """by: the account."""

    by: str
    at: datetime


def answers_in(reader: Mailbox, shared: str, message_id: str) -> Sequence[Answered]:
    """By the people of the shared mailbox at that address, where the reader is one of them; by each once."""
    mailbox = Mailbox.objects.filter(address=shared, domain__customer=reader.domain.customer_id).first()
    people = [who for members in (members_of(mailbox) if mailbox else {}).values() for who in members]
    if not people or reader.address not in (*people, shared):
        return ()
    found: dict[str, Answered] = {}
    for mail in answers_to(message_id, [*people, shared]):
        found.setdefault(mail.account, Answered(mail.account, mail.received_at))
    return tuple(found.values())
