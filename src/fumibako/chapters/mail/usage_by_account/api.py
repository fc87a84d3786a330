"""What each account of a domain holds, for programs (B4)."""

from datetime import datetime

from fumibako.chapters.mail.accounts.api import domain_here
from fumibako.chapters.mail.accounts.queries import accounts_of
from fumibako.chapters.mail.usage.queries import sizes_in
from fumibako.chapters.mail.usage_by_account.queries import last_logins, usage_in
from fumibako.groundwork.programs import Facts, ProgramRequest, Text


class UsageFacts(Facts):
    """messages, bytes: without the spam folder; these and spam_bytes are null while unknown. last_read_at: by IMAP or
    POP within ninety days. last_login_at: on the web."""

    address: str
    messages: int | None
    bytes: int | None
    spam_bytes: int | None
    quota_bytes: int
    last_read_at: datetime | None
    last_login_at: datetime | None


def listed(request: ProgramRequest, domain: Text) -> list[UsageFacts]:
    """How much each account of a domain holds, and when it was used last."""
    row = domain_here(request, domain)
    accounts, sizes, used = list(accounts_of(row)), sizes_in(row), usage_in(row)
    read = last_logins([mailbox.address for mailbox in accounts])
    return [
        UsageFacts(
            address=mailbox.address,
            messages=usage.messages if (usage := used.get(mailbox.address)) else None,
            bytes=None if sizes is None else sizes.get(mailbox.address, 0),
            spam_bytes=usage.spam_bytes if usage else None,
            quota_bytes=mailbox.quota_bytes,
            last_read_at=read.get(mailbox.address),
            last_login_at=mailbox.login.last_login_at,
        )
        for mailbox in accounts
    ]
