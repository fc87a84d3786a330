"""What operators may be, rule by rule: services ask them one after another, forms all at once."""

import re

from fumibako.chapters.console.operators import errors
from fumibako.chapters.console.operators.models import Operator
from fumibako.chapters.console.operators.queries import operator
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.names import is_name
from fumibako.groundwork.tenancy.staff import StaffRole

MACHINE = "root"
"""Whom the audit log names for what is done by command."""
MAX_NAME = 100


def check_login(login: str) -> str:
    """Raises BadLogin, ReservedLogin."""
    if not re.fullmatch(r"[a-z0-9_-]{1,40}", login):
        raise errors.BadLogin
    if login == MACHINE:
        raise errors.ReservedLogin(login=login)
    return login


def check_name(text: str) -> str:
    """Raises BadOperatorName."""
    text = text.strip()
    if not is_name(text, most=MAX_NAME):
        raise errors.BadOperatorName
    return text


def check_role(role: str) -> StaffRole:
    """Raises BadStaffRole."""
    if role not in StaffRole:
        raise errors.BadStaffRole
    return StaffRole(role)


def check_not_last(of: Operator) -> None:
    """Whether there is another one who may do everything: nobody could give the role back. Inside a transaction that
    holds the rows. Raises LastFullOperator."""
    full = Operator.objects.filter(role=StaffRole.EVERYTHING, login__is_suspended=False)
    if full.filter(pk=of.pk).exists() and not full.exclude(pk=of.pk).exists():
        raise errors.LastFullOperator(login=of.login.name)


def check_is_full(actor: Actor) -> None:
    """Whether the actor may do everything, if it is an operator of the console. Raises FullOperatorOnly."""
    found = operator(actor.name) if actor.kind is Kind.OPERATOR and actor.name != MACHINE else None
    if found and found.role != StaffRole.EVERYTHING:
        raise errors.FullOperatorOnly
