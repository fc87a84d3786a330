"""What is done to operators' logins (E6)."""

import re

from django.db import IntegrityError, transaction

from fumibako.chapters.console.operators import errors
from fumibako.chapters.console.operators.models import Operator
from fumibako.chapters.identity.logins import services as logins
from fumibako.chapters.identity.logins.models import Login
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record


def add_operator(*, actor: Actor, login: str, display_name: str = "", password: str | None = None) -> str:
    """Return the new operator's password, generated where none is given. Raises BadLogin, LoginTaken, BadPassword."""
    if not re.fullmatch(r"[a-z0-9_-]{1,40}", login):
        raise errors.BadLogin
    new = logins.new_password(login, password)
    try:
        with transaction.atomic():
            row = Login.objects.create(kind=Login.Kind.OPERATOR, name=login, password_hash=new.hashed)
            Operator.objects.create(login=row, display_name=display_name)
            record(actor, "operator.add", login)
    except IntegrityError as error:
        raise errors.LoginTaken(login=login) from error
    return new.text


def set_operator_password(*, actor: Actor, operator: Operator, password: str | None = None) -> str:
    """Return the new password, generated where none is given. The operator's sessions end. Raises BadPassword."""
    new = logins.new_password(operator.login.name, password)
    with transaction.atomic():
        logins.set_password(login=operator.login, new=new)
        record(actor, "operator.set_password", operator.login.name)
    return new.text


def suspend_operator(*, actor: Actor, operator: Operator) -> None:
    """The operator's sessions end, and no other begins."""
    _set_suspended(actor, operator, "operator.suspend", is_suspended=True)


def resume_operator(*, actor: Actor, operator: Operator) -> None:
    """Its sessions do not come back."""
    _set_suspended(actor, operator, "operator.resume", is_suspended=False)


def _set_suspended(actor: Actor, operator: Operator, action: str, *, is_suspended: bool) -> None:
    with transaction.atomic():
        logins.set_suspended(login=operator.login, is_suspended=is_suspended)
        record(actor, action, operator.login.name)
