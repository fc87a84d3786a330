"""Operators for programs: creates the first operator of an installed box and resets lost passwords.

"password" in an answer: only one that was generated; what was given is not repeated.
"""

from typing import Any

from fumibako.chapters.console.operators import errors, queries, services
from fumibako.chapters.console.operators.models import Operator
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.rules import Values


def listed(actor: Actor, values: Values) -> list[dict[str, Any]]:
    values.end()
    return [_facts(operator) for operator in queries.operators()]


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
    operator = queries.operator(login)
    if operator is None:
        raise errors.NoSuchOperator(login=login[:40])
    return operator


def _facts(operator: Operator) -> dict[str, Any]:
    return {
        "login": operator.login.name,
        "display_name": operator.display_name,
        "is_suspended": operator.login.is_suspended,
        "created_at": operator.login.created_at.isoformat(),
    }
