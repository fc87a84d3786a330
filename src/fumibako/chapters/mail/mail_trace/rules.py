"""What can be traced."""

from fumibako.chapters.mail.accounts.errors import NoSuchAccount
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts_of
from fumibako.chapters.mail.mail_trace import errors
from fumibako.chapters.mail.mail_trace.reading import as_it_came, has_header
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.spamd.control import MAX_JUDGED


def check_mail(content: bytes) -> bytes:
    """Return the mail as it came to the box. Raises NoMail, MailTooLarge, NoHeader."""
    if not content.strip():
        raise errors.NoMail
    if len(content) > MAX_JUDGED:
        raise errors.MailTooLarge
    mail = as_it_came(content)
    if not has_header(mail):
        raise errors.NoHeader
    return mail


def check_account(domain: Domain, address: str) -> Mailbox:
    """Raises NoSuchAccount."""
    mailbox = accounts_of(domain).select_related("domain").filter(address=address.lower()).first()
    if mailbox is None:
        raise NoSuchAccount(address=address)
    return mailbox
