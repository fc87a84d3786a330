"""Links that are mailed on behalf of an account and act on it: bound to its password, so that another one ends them."""

import contextlib

from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.password_policy import mark_of
from fumibako.chapters.identity.logins.sessions import is_open
from fumibako.chapters.mail.accounts.errors import NoSuchAccount
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts
from fumibako.chapters.mail.accounts.services import lock
from fumibako.groundwork.one_time.errors import LinkEnded
from fumibako.groundwork.one_time.models import Issued


def proof_of(login: Login) -> str:
    return mark_of(login.password_hash)


def mailbox_of_link(issued: Issued | None) -> Mailbox | None:
    """The account that a link is for, if it is open and its password is still the one of that time."""
    mailbox = accounts().filter(login=int(issued.subject)).first() if issued else None
    if issued is None or mailbox is None or not is_open(mailbox.login):
        return None
    return mailbox if proof_of(mailbox.login) == issued.proof else None


def locked_mailbox_of_link(issued: Issued) -> Mailbox:
    """The same, and it stays so until this transaction ends. Raises LinkEnded."""
    mailbox = mailbox_of_link(issued)
    if mailbox is not None:
        with contextlib.suppress(NoSuchAccount):
            lock(mailbox)
            if mailbox_of_link(issued) is not None:
                return mailbox
    raise LinkEnded
