"""Operators as holders of a second step."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.operators.models import Operator
from fumibako.chapters.console.operators.queries import operator_of
from fumibako.chapters.console.requests import OperatorRequest
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.two_step.kinds import Holder, Kind
from fumibako.groundwork.features import Face


def holder_of(operator: Operator) -> Holder:
    """Nobody but the address that gets the codes is told: there is no other."""
    return Holder(login=operator.login, name=operator.login.name)


def _holder_of_login(login: Login) -> Holder | None:
    operator = operator_of(login)
    return holder_of(operator) if operator else None


def _here(request: OperatorRequest) -> Holder:
    return holder_of(request.operator)


OPERATORS = Kind(
    login=Login.Kind.OPERATOR,
    face=Face.CONSOLE,
    prefix="console/",
    door="console:login",
    holder_of=_holder_of_login,
    here=_here,
    rescue=_("If you have none, ask another operator to switch two-step verification off."),
)
