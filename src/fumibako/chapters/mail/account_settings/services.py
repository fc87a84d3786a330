"""What people do to their own account (C2)."""

from django.http import HttpRequest

from fumibako.chapters.identity.logins import services as logins
from fumibako.chapters.identity.logins.errors import BadPassword
from fumibako.chapters.identity.logins.password_policy import mark_of
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import set_password
from fumibako.groundwork.audit.actor import Actor


def change_own_password(request: HttpRequest, *, actor: Actor, mailbox: Mailbox, old: str, new: str) -> None:
    """This browser goes on, with a new session; all others end. Raises WrongPassword, LoginLater, BadPassword,
    ChangedMeanwhile, NoSuchAccount."""
    login = mailbox.login
    logins.prove_own_password(request, login=login, password=old)
    if new == old:
        raise BadPassword("same")
    set_password(actor=actor, mailbox=mailbox, password=new, before=mark_of(login.password_hash))
    logins.go_on(request, mailbox.login)
