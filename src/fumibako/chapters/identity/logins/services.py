"""Letting people in and out (A2), and their passwords. guardd counts wrong passwords of every protocol together."""

import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest

from fumibako.chapters.identity.logins import errors, sessions
from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import InitialPassword, Login, SignIn
from fumibako.chapters.identity.logins.password_policy import check_password, mark_of
from fumibako.chapters.identity.logins.queries import login_of, sign_ins_of
from fumibako.chapters.identity.logins.trusted import distrust, is_trusted
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.daemons.guardd.control import Guard, GuardDown, Verdict
from fumibako.machine.formats.addresses import BadAddress, parse_address
from fumibako.machine.formats.passwords import generate, hash_password, is_right, waste_time
from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.machine.state import Aspect

log = logging.getLogger("fumibako.identity")
MAX_PASSWORD = 1024  # longer ones are not even hashed
MAX_NAME = 40
_ACTORS = {
    Login.Kind.MEMBER: Kind.USER,
    Login.Kind.OPERATOR: Kind.OPERATOR,
    Login.Kind.CONTRACT: Kind.OWNER,
}


def log_in(request: HttpRequest, *, kind: Login.Kind, name: str, password: str) -> Login:
    """Start a session. Raises LoginRefused, LoginLater, AccountClosed, CustomerClosed, OperatorClosed, and
    SecondStepAsked where the password is right and this browser is not trusted."""
    login = prove(request, kind=kind, name=_as_stored(kind, name), password=password)
    if login.has_two_step and not is_trusted(request, login):
        if not sessions.is_open(login):
            note(request, login, "closed")
            raise _closed(login)
        raise errors.SecondStepAsked(login=login)
    enter(request, login)
    return login


def enter(request: HttpRequest, login: Login) -> None:
    """Start a session of a login whose steps were all passed. Raises LoginRefused where it is gone, AccountClosed,
    CustomerClosed, OperatorClosed."""
    actor = actor_of(login, sessions.remote_of(request))
    try:
        with transaction.atomic():
            sign_in, now = _start(request, login)
            _note_last(sign_in, now)
            record(actor, "login", login.name, customer_number=number_of(login))
    except (errors.AccountClosed, errors.CustomerClosed, errors.OperatorClosed):
        note(request, login, "closed")
        raise
    note(request, login, "in")
    remember_browser(request, login)


def actor_of(login: Login, remote: str) -> Actor:
    """Whoever has that login, doing something without a session."""
    return Actor(_ACTORS[Login.Kind(login.kind)], login.name, remote)


def remember_browser(request: HttpRequest, login: Login) -> None:
    """The throttle does not lock it out of this login."""
    sessions.remember_browser(request, _known_as(_counted(Login.Kind(login.kind), login.name), login))


def note(request: HttpRequest, login: Login, outcome: str) -> None:
    """For the login history: what became of a try whose password was right."""
    _note(request, _counted(Login.Kind(login.kind), login.name), outcome)


def _note(request: HttpRequest, counted: str, outcome: str) -> None:
    browser = request.headers.get("User-Agent", "")
    with contextlib.suppress(GuardDown):
        remote = sessions.remote_of(request)
        Guard(settings.FUMIBAKO).note(login=counted, remote=remote, browser=browser, outcome=outcome)


def set_two_step(*, login: Login, has_two_step: bool) -> None:
    """No browser is trusted by it any longer; mail programs are told. Inside a transaction, as set_password."""
    login.has_two_step = has_two_step
    login.save(update_fields=["has_two_step"])
    distrust(login)
    if login.kind == Login.Kind.MEMBER:
        publishing.request(Aspect.ACCOUNT, login.name)


def has_password(login: Login, password: str) -> bool:
    return is_right(password, login.password_hash)


def prove(
    request: HttpRequest,
    *,
    kind: Login.Kind,
    name: str,
    password: str,
    opens: Callable[[Login, str], bool] = has_password,
) -> Login:
    """Return the login whose password that is. opens: whether the password is one of its. Raises LoginRefused,
    LoginLater, PlaceRefused."""
    counted, remote = _counted(kind, name), sessions.remote_of(request)
    login = login_of(kind, name)
    is_known = sessions.is_known_browser(request, _known_as(counted, login))
    verdict = _allow(counted, remote, is_known)
    if verdict.is_of_place:
        _note(request, counted, "place")
        raise errors.PlaceRefused(address=remote)
    if not verdict.is_allowed or verdict.wait_seconds:
        _note(request, counted, "later")
        raise errors.LoginLater(minutes=max(1, -(-verdict.wait_seconds // 60)))
    if login is None or len(password) > MAX_PASSWORD:
        waste_time(password[:MAX_PASSWORD])
        is_proved = False
    else:
        is_proved = opens(login, password)
    _report(request, counted, is_known, success=is_proved)
    if not is_proved or login is None:
        raise errors.LoginRefused
    return login


@dataclass(frozen=True)
class Proved:
    """A login whose password was right a moment ago: for what is done in a transaction, where hashing is too slow."""

    login: Login


def prove_own_password(request: HttpRequest, *, login: Login, password: str) -> Proved:
    """Ask for the current password once more before a change; guesses count as those at a login. Raises WrongPassword,
    LoginLater."""
    try:
        prove(request, kind=Login.Kind(login.kind), name=login.name, password=password)
    except errors.LoginRefused as error:
        raise errors.WrongPassword from error
    except errors.LoginLater as refusal:
        refusal.field = errors.WrongPassword.field
        raise
    return Proved(login)


def go_on(request: HttpRequest, login: Login) -> None:
    """Give this browser a new session after its login's password changed; all others have ended."""
    before = sign_in_of(request, Login.Kind(login.kind))
    with transaction.atomic():
        sign_in, _ = _start(request, login)
        if before is not None:
            sign_in.before_at, sign_in.before_from = before.before_at, before.before_from
            sign_in.save(update_fields=["before_at", "before_from"])


@dataclass(frozen=True)
class NewPassword:
    """A password that passed the rules, and its hash."""

    text: str
    hashed: str


def new_password(name: str, text: str | None = None) -> NewPassword:
    """One for the login of that name, generated where none is given. Hashing is slow: do it before the transaction.
    Raises BadPassword."""
    text = generate() if text is None else check_password(text, name)
    return NewPassword(text, hash_password(text))


def set_password(*, login: Login, new: NewPassword, before: str = "") -> bool:
    """Return whether the password changed; the login's sessions end. Inside the transaction of the service of whoever
    has the login, which locks its row first and notes who did it.

    before: the mark of the password that it is to replace, "" for whatever there is. The same form sent again later,
    by a reload, changes nothing. Raises ChangedMeanwhile.
    """
    if before in ("", mark_of(login.password_hash)):
        login.password_hash = new.hashed
        login.save(update_fields=["password_hash"])
        InitialPassword.objects.filter(login=login).delete()
        transaction.on_commit(partial(forgive, login))
        return True
    if is_right(new.text, login.password_hash):
        return False
    raise errors.ChangedMeanwhile(address=login.name)


def check_still(login: int, mark: str) -> None:
    """Whether that login's password is still the one with that mark. Raises ChangedMeanwhile."""
    now = Login.objects.filter(pk=login).first()
    if now is None or mark_of(now.password_hash) != mark:
        raise errors.ChangedMeanwhile(address=now.name if now else "")


def set_suspended(*, login: Login, is_suspended: bool) -> None:
    """Its sessions end and do not come back when it is resumed. Inside a transaction, as set_password."""
    login.is_suspended = is_suspended
    login.save(update_fields=["is_suspended"])
    login.sign_ins.all().delete()
    distrust(login)


def forgive(login: Login) -> None:
    """Wrong tries were for the former password: whoever has the new one is not kept waiting."""
    with contextlib.suppress(GuardDown):
        Guard(settings.FUMIBAKO).forgive(login=_counted(Login.Kind(login.kind), login.name))


def unlock(*, actor: Actor, login: Login) -> None:
    """Forget its wrong passwords: whoever has the right one is let in at once. Raises CannotUnlock."""
    with transaction.atomic():
        record(actor, "login.unlock", login.name, customer_number=number_of(login))
        try:
            Guard(settings.FUMIBAKO).forgive(login=_counted(Login.Kind(login.kind), login.name))
        except GuardDown as error:
            raise errors.CannotUnlock from error


def log_out(request: HttpRequest, *, kind: Login.Kind) -> None:
    sessions.end(request, kind)


def log_out_everywhere(*, actor: Actor, login: Login, but: SignIn | None = None) -> int:
    """End all sessions of the web, except one where that is wanted; no browser is trusted or known any longer. Returns
    how many sessions there were."""
    rows = login.sign_ins.all() if but is None else login.sign_ins.exclude(pk=but.pk)
    with transaction.atomic():
        number = (rows & sign_ins_of(login)).count()
        rows.delete()
        distrust(login)
        login.forgotten += 1
        login.save(update_fields=["forgotten"])
        record(actor, "logout_everywhere", login.name, customer_number=number_of(login), number=number)
    return number


def number_of(login: Login) -> str:
    """The customer number of its people, "" for the provider's staff."""
    return login.customer.number if login.customer else ""


def _start(request: HttpRequest, login: Login) -> tuple[SignIn, Login]:
    """The session, and the login's row under its lock. Raises LoginRefused where it is gone, AccountClosed,
    CustomerClosed, OperatorClosed."""
    # Suspension deletes sessions under these same locks, so no session can start concurrently.
    now = Login.objects.select_for_update(no_key=True).filter(pk=login.pk).first()
    if now is None:
        raise errors.LoginRefused
    if now.customer_id:
        now.customer = Customer.objects.select_for_update(no_key=True).get(pk=now.customer_id)
    if not sessions.is_open(now):
        raise _closed(now)
    return sessions.start(request, login), now  # not of now: its password may differ from the one that was proved


def _note_last(sign_in: SignIn, login: Login) -> None:
    """Each session tells of the login before it."""
    sign_in.before_at, sign_in.before_from = login.last_login_at, login.last_login_from
    sign_in.save(update_fields=["before_at", "before_from"])
    login.last_login_at, login.last_login_from = sign_in.created_at, sign_in.remote
    login.save(update_fields=["last_login_at", "last_login_from"])


def _closed(login: Login) -> Refused:
    if login.kind == Login.Kind.OPERATOR:
        return errors.OperatorClosed()
    return errors.CustomerClosed() if login.customer and login.customer.is_suspended else errors.AccountClosed()


def _as_stored(kind: Login.Kind, name: str) -> str:
    if kind != Login.Kind.MEMBER:
        return name.strip().lower()[:MAX_NAME]
    try:
        return parse_address(name)
    except BadAddress as error:  # neither hashed nor counted: there is nothing to guess where no account can be
        raise errors.LoginRefused from error


def counted(login: Login) -> str:
    """Its name in guardd's history."""
    return _counted(Login.Kind(login.kind), login.name).lower()


def _counted(kind: Login.Kind, name: str) -> str:
    """Its name at guardd, which knows mailboxes by their addresses."""
    return name if kind == Login.Kind.MEMBER else f"{kind}:{name}"


def _known_as(counted: str, login: Login | None) -> str:
    """Its name in the cookie of browsers that it succeeded in."""
    return f"{counted}:{login.forgotten}" if login is not None and login.forgotten else counted


def _allow(counted: str, remote: str, is_known: bool) -> Verdict:
    """A guard that is down stops nobody: it would otherwise be the switch that locks everybody out. A rule on where
    logins may come from holds all the same."""
    guard = Guard(settings.FUMIBAKO)
    try:
        return guard.allow(login=counted, remote=remote, is_known_browser=is_known)
    except GuardDown as error:
        log.warning("guardd does not answer: %s", error)
    try:
        is_allowed = guard.is_place_allowed(login=counted, remote=remote)
    except (AgentDown, AgentRefused) as error:  # nobody can say: the box is coming up, or going down
        log.warning("nor does the agent: %s", error)
        return Verdict(is_allowed=True)
    return Verdict(is_allowed=is_allowed, is_of_place=not is_allowed)


def _report(request: HttpRequest, counted: str, is_known: bool, *, success: bool) -> None:
    facts = {"remote": sessions.remote_of(request), "browser": request.headers.get("User-Agent", "")[:200]}
    try:
        Guard(settings.FUMIBAKO).report(login=counted, success=success, is_known_browser=is_known, **facts)
    except GuardDown as error:
        log.warning("guardd does not answer: %s", error)
