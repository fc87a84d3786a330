"""Operators for programs: creates the first operator of an installed box and resets lost passwords.

"password" in an answer: only one that was generated; what was given is not repeated.
"""

from datetime import datetime

from fumibako.chapters.console.operators import errors, queries, services
from fumibako.chapters.console.operators.models import Operator
from fumibako.groundwork.programs import Facts, Given, NewPassword, Password, ProgramRequest, Text


class OperatorFacts(Facts):
    login: str
    display_name: str
    role: str
    is_suspended: bool
    created_at: datetime
    password: str | None = None


class NewOperator(Given):
    login: Text
    display_name: Text = ""
    role: Text = "everything"
    password: Password = None


class OperatorChange(Given):
    display_name: Text | None = None
    role: Text | None = None


def listed(request: ProgramRequest) -> list[OperatorFacts]:
    """Every operator."""
    return [_facts(operator) for operator in queries.operators()]


def add(request: ProgramRequest, given: NewOperator) -> OperatorFacts:
    """Add an operator."""
    values = given.model_dump()
    made = services.add_operator(actor=request.caller.actor, **values)
    return _facts(_found(given.login), **({"password": made} if given.password is None else {}))


def change(request: ProgramRequest, login: Text, given: OperatorChange) -> OperatorFacts:
    """Change an operator's name or role. What is left out stays."""
    services.change_operator(actor=request.caller.actor, operator=_found(login), **given.model_dump())
    return _facts(_found(login))


def remove(request: ProgramRequest, login: Text) -> OperatorFacts:
    """Remove an operator with sessions and API keys. The last one who may do everything stays."""
    facts = _facts(operator := _found(login))
    services.remove_operator(actor=request.caller.actor, operator=operator)
    return facts


def set_password(request: ProgramRequest, login: Text, given: NewPassword | None = None) -> OperatorFacts:
    """Give an operator another password. Their sessions end."""
    password = given.password if given else None
    operator = _found(login)
    new = services.set_operator_password(actor=request.caller.actor, operator=operator, password=password)
    return _facts(operator, **({"password": new} if password is None else {}))


def suspend(request: ProgramRequest, login: Text) -> OperatorFacts:
    """Suspend an operator. Their sessions end."""
    services.suspend_operator(actor=request.caller.actor, operator=(operator := _found(login)))
    return _facts(operator)


def resume(request: ProgramRequest, login: Text) -> OperatorFacts:
    """End a suspension."""
    services.resume_operator(actor=request.caller.actor, operator=(operator := _found(login)))
    return _facts(operator)


def unlock(request: ProgramRequest, login: Text) -> OperatorFacts:
    """Forget an operator's wrong passwords: who has the right one is let in at once."""
    services.unlock_operator(actor=request.caller.actor, operator=(operator := _found(login)))
    return _facts(operator)


def _found(login: str) -> Operator:
    """Raises NoSuchOperator."""
    operator = queries.operator(login)
    if operator is None:
        raise errors.NoSuchOperator(login=login[:40])
    return operator


def _facts(operator: Operator, **password: str) -> OperatorFacts:
    return OperatorFacts(
        login=operator.login.name,
        display_name=operator.display_name,
        role=operator.role,
        is_suspended=operator.login.is_suspended,
        created_at=operator.login.created_at,
        **password,
    )
