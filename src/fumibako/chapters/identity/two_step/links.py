"""The link that turns it on: bound to the login and its password, so that another password ends it."""

from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.password_policy import mark_of
from fumibako.chapters.identity.logins.sessions import is_open
from fumibako.chapters.identity.two_step.kinds import Holder, Kind
from fumibako.groundwork.one_time.errors import LinkEnded
from fumibako.groundwork.one_time.models import Issued


def proof_of(login: Login) -> str:
    return mark_of(login.password_hash)


def holder_of_link(kind: Kind, issued: Issued | None) -> Holder | None:
    """Whom a link is for, if the login is open and its password is still the one of that time."""
    login = Login.objects.select_related("customer").filter(pk=int(issued.subject)).first() if issued else None
    if issued is None or login is None or not is_open(login) or proof_of(login) != issued.proof:
        return None
    return kind.holder(login)


def locked_holder_of_link(kind: Kind, issued: Issued) -> Holder:
    """The same, and it stays so until this transaction ends. Raises LinkEnded."""
    Login.objects.select_for_update(no_key=True).filter(pk=int(issued.subject)).first()
    holder = holder_of_link(kind, issued)
    if holder is None:
        raise LinkEnded
    return holder
