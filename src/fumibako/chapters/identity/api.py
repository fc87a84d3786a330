"""Operators for programs: a box that stays gets its first one from here, and whoever lost a password another.

"password" in an answer: only one that was generated; what was given is not repeated.
"""

from typing import Any

from fumibako.chapters.identity import errors, services
from fumibako.chapters.identity.models import Operator
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.rules import Values


def listed(actor: Actor, values: Values) -> list[dict[str, Any]]:
    values.end()
    return [_facts(operator) for operator in Operator.objects.order_by("login")]


def add(actor: Actor, values: Values) -> dict[str, Any]:
    login, password = values.text("login"), values.text_or_none("password")
    values.end()
    made = services.add_operator(actor=actor, login=login, password=password)
    return {**_facts(_found(login)), **({"password": made} if password is None else {})}


def set_password(actor: Actor, values: Values, login: str) -> dict[str, Any]:
    password = values.text_or_none("password")
    values.end()
    new = services.set_operator_password(actor=actor, operator=(operator := _found(login)), password=password)
    return {**_facts(operator), **({"password": new} if password is None else {})}


def suspend(actor: Actor, values: Values, login: str) -> dict[str, Any]:
    values.end()
    services.suspend_operator(actor=actor, operator=(operator := _found(login)))
    return _facts(operator)


def resume(actor: Actor, values: Values, login: str) -> dict[str, Any]:
    values.end()
    services.resume_operator(actor=actor, operator=(operator := _found(login)))
    return _facts(operator)


def _found(login: str) -> Operator:
    operator = Operator.objects.filter(login=login.lower()).first()
    if operator is None:
        raise errors.NoSuchOperator(login=login[:40])
    return operator


def _facts(operator: Operator) -> dict[str, Any]:
    return {
        "login": operator.login,
        "display_name": operator.display_name,
        "is_suspended": not operator.is_active,
        "created_at": operator.created_at.isoformat(),
    }
