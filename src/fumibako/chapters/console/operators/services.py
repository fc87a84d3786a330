"""What is done to operators' logins (E6). Operators do it whose role is "everything", and commands."""

from django.db import IntegrityError, transaction

from fumibako.chapters.console.operators import errors, rules
from fumibako.chapters.console.operators.models import Operator
from fumibako.chapters.identity.logins import services as logins
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.services import NewPassword
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.tenancy.staff import StaffRole


def add_operator(
    *,
    actor: Actor,
    login: str,
    display_name: str = "",
    role: str = StaffRole.EVERYTHING,
    password: str | NewPassword | None = None,
) -> str:
    """Return the new operator's password, generated where none is given. Raises BadLogin, ReservedLogin, LoginTaken,
    BadOperatorName, BadStaffRole, BadPassword, FullOperatorOnly."""
    rules.check_is_full(actor)
    login, display_name, role = rules.check_login(login), rules.check_name(display_name), rules.check_role(role)
    new = password if isinstance(password, NewPassword) else logins.new_password(login, password)
    try:
        with transaction.atomic():
            row = Login.objects.create(kind=Login.Kind.OPERATOR, name=login, password_hash=new.hashed)
            Operator.objects.create(login=row, display_name=display_name, role=role)
            record(actor, "operator.add", login, role=role)
    except IntegrityError as error:
        raise errors.LoginTaken(login=login) from error
    return new.text


def change_operator(
    *, actor: Actor, operator: Operator, display_name: str | None = None, role: str | None = None
) -> None:
    """None: as it is. The role counts from the operator's next page on. Raises BadOperatorName, BadStaffRole,
    LastFullOperator, FullOperatorOnly."""
    rules.check_is_full(actor)
    given: dict[str, str] = {}
    if display_name is not None:
        given["display_name"] = rules.check_name(display_name)
    if role is not None:
        given["role"] = rules.check_role(role)
    with transaction.atomic():
        _lock()
        if given.get("role", StaffRole.EVERYTHING) != StaffRole.EVERYTHING:
            rules.check_not_last(operator)
        Operator.objects.filter(pk=operator.pk).update(**given)
        record(actor, "operator.change", operator.login.name, **given)


def set_operator_password(
    *, actor: Actor, operator: Operator, password: str | NewPassword | None = None, before: str = ""
) -> str:
    """Return the new password, generated where none is given. The operator's sessions end. before: as in set_password.
    Raises BadPassword, ChangedMeanwhile, FullOperatorOnly."""
    rules.check_is_full(actor)
    name = operator.login.name
    new = password if isinstance(password, NewPassword) else logins.new_password(name, password)
    with transaction.atomic():
        login = Login.objects.select_for_update().get(pk=operator.login_id)
        logins.set_password(login=login, new=new, before=before)
        record(actor, "operator.set_password", name)
    return new.text


def suspend_operator(*, actor: Actor, operator: Operator) -> None:
    """The operator's sessions end, and no other begins. Raises LastFullOperator, FullOperatorOnly."""
    rules.check_is_full(actor)
    with transaction.atomic():
        _lock()
        rules.check_not_last(operator)
        _set_suspended(actor, operator, "operator.suspend", is_suspended=True)


def resume_operator(*, actor: Actor, operator: Operator) -> None:
    """Its sessions do not come back. Raises FullOperatorOnly."""
    rules.check_is_full(actor)
    with transaction.atomic():
        _set_suspended(actor, operator, "operator.resume", is_suspended=False)


def unlock_operator(*, actor: Actor, operator: Operator) -> None:
    """Forget the operator's wrong passwords. Raises FullOperatorOnly, CannotUnlock."""
    rules.check_is_full(actor)
    logins.unlock(actor=actor, login=operator.login)


def remove_operator(*, actor: Actor, operator: Operator) -> None:
    """With sessions and API keys. What was done stays in the audit log. Raises LastFullOperator, FullOperatorOnly."""
    rules.check_is_full(actor)
    name = operator.login.name
    with transaction.atomic():
        _lock()
        rules.check_not_last(operator)
        operator.login.delete()
        record(actor, "operator.remove", name)


def _lock() -> None:
    """So that of two operators who remove each other at the same time one is refused."""
    list(Operator.objects.select_for_update().order_by("pk"))


def _set_suspended(actor: Actor, operator: Operator, action: str, *, is_suspended: bool) -> None:
    logins.set_suspended(login=operator.login, is_suspended=is_suspended)
    record(actor, action, operator.login.name)
