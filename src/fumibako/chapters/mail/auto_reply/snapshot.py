"""Rows → wish: what a mailbox answers by itself."""

from fumibako.chapters.mail.accounts.queries import account, alias_addresses_of
from fumibako.chapters.mail.auto_reply.models import AutoReply
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail import auto_reply


def reply_of(address: str) -> auto_reply.AutoReply | None:
    row = AutoReply.objects.filter(mailbox__address=address, is_on=True).first()
    mailbox = account(address)
    if row is None or mailbox is None:
        return None
    return auto_reply.AutoReply(
        subject=row.subject,
        text=row.text,
        days=row.days,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        addresses=tuple(alias_addresses_of(mailbox)),
        display_name=mailbox.display_name,
        address=mailbox.address,
    )


PART = SnapshotPart(Aspect.SIEVE, reply_of)
