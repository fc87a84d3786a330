"""Setting somebody else's password from a page that shows it once."""

from django.http import HttpRequest

from fumibako.chapters.identity.logins.password_policy import mark_of
from fumibako.chapters.identity.logins.services import NewPassword, check_still
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import set_password
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.once.services import Result, once


def set_password_once(request: HttpRequest, *, actor: Actor, mailbox: Mailbox, new: NewPassword, before: str) -> Result:
    """Return the address and the password, the same for the same form. before: as set_password. Raises
    ChangedMeanwhile, also where its owner has chosen another one since, and NoSuchAccount."""

    def do() -> Result:
        password = set_password(actor=actor, mailbox=mailbox, password=new, before=before)
        return {"address": mailbox.address, "password": password, "mark": mark_of(mailbox.password_hash)}

    made = once(request, do)
    check_still(mailbox.login_id, made["mark"])
    return made
