"""Letting people in and out (A2). One counter of wrong passwords for web, IMAP, POP and SMTP: guardd's."""

import logging
import re
from functools import partial
from typing import TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest

from fumibako.chapters.identity import errors, sessions
from fumibako.chapters.identity.models import Operator, SignIn
from fumibako.chapters.identity.queries import sign_ins_of
from fumibako.chapters.mail.accounts.errors import BadPassword, WrongPassword
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.password_policy import check_password, mark_of
from fumibako.chapters.mail.accounts.queries import account
from fumibako.chapters.mail.accounts.services import forgive, set_password
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.guardd.control import Guard, GuardDown, Verdict
from fumibako.machine.formats.addresses import BadAddress, parse_address
from fumibako.machine.formats.passwords import generate, hash_password, is_right, waste_time

log = logging.getLogger("fumibako.identity")
Subject = TypeVar("Subject", Mailbox, Operator)
LONGEST_PASSWORD = 1024  # nobody's; longer ones are not even hashed


def log_in_member(request: HttpRequest, *, address: str, password: str) -> Mailbox:
    """Start a session of a mailbox. Raises LoginRefused, LoginLater, AccountClosed, CustomerClosed."""
    try:
        login = parse_address(address)
    except BadAddress as error:  # neither hashed nor counted: there is nothing to guess where no account can be
        raise errors.LoginRefused from error
    mailbox = _proved(request, login, password, account(login))
    kind = Kind.ADMINISTRATOR if mailbox.is_administrator else Kind.USER
    _let_in(request, login, mailbox, Actor(kind, login, sessions.remote_of(request)))
    return mailbox


def log_in_operator(request: HttpRequest, *, login: str, password: str) -> Operator:
    """Start a session of an operator. Raises LoginRefused, LoginLater, OperatorClosed."""
    login = login.strip().lower()[:40]
    counted = _counted(login)
    operator = _proved(request, counted, password, Operator.objects.filter(login=login).first())
    _let_in(request, counted, operator, Actor(Kind.OPERATOR, login, sessions.remote_of(request)))
    return operator


def change_own_password(request: HttpRequest, *, actor: Actor, mailbox: Mailbox, old: str, new: str) -> None:
    """This browser goes on, with a new session; all others are over. The old password is guessed at as rarely as at a
    login. Raises WrongPassword, LoginLater, BadPassword, ChangedMeanwhile, NoSuchAccount."""
    try:
        _proved(request, mailbox.address, old, mailbox)
    except errors.LoginRefused as error:
        raise WrongPassword from error
    except errors.LoginLater as refusal:
        refusal.field = WrongPassword.field
        raise
    if new == old:
        raise BadPassword("same")
    set_password(actor=actor, mailbox=mailbox, password=new, before=mark_of(mailbox.password_hash))
    with transaction.atomic():
        _start(request, mailbox)


def _proved(request: HttpRequest, login: str, password: str, subject: Subject | None) -> Subject:
    """Return the subject whose password that is. Raises LoginRefused, LoginLater."""
    remote = sessions.remote_of(request)
    is_known = sessions.is_known_browser(request, login)
    verdict = _allow(login, remote, is_known)
    if not verdict.is_allowed or verdict.wait_seconds:
        raise errors.LoginLater(minutes=max(1, -(-verdict.wait_seconds // 60)))
    if subject is None or len(password) > LONGEST_PASSWORD:
        waste_time(password[:LONGEST_PASSWORD])
        is_proved = False
    else:
        is_proved = is_right(password, subject.password_hash)
    _report(login, remote, is_known, success=is_proved)
    if not is_proved or subject is None:
        raise errors.LoginRefused
    return subject


def _let_in(request: HttpRequest, login: str, subject: Mailbox | Operator, actor: Actor) -> None:
    with transaction.atomic():
        _start(request, subject)
        record(actor, "login", actor.name, customer_number=_customer_number(subject))
    sessions.remember_browser(request, login)


def _start(request: HttpRequest, subject: Mailbox | Operator) -> None:
    """Raises LoginRefused where it is gone, AccountClosed, CustomerClosed, OperatorClosed."""
    # Whoever closes it ends the sessions there are, behind the same locks: none can begin unseen meanwhile.
    now = _locked(subject)
    if now is None:
        raise errors.LoginRefused
    if not sessions.is_open(now):
        raise _closed(now)
    sessions.start(request, subject)  # not now: its password may be another one than was proved


def _locked(subject: Mailbox | Operator) -> Mailbox | Operator | None:
    if isinstance(subject, Operator):
        return Operator.objects.select_for_update(no_key=True).filter(pk=subject.pk).first()
    rows = Mailbox.objects.select_related("domain__customer").select_for_update(no_key=True)
    return rows.filter(pk=subject.pk).first()


def _closed(subject: Mailbox | Operator) -> Refused:
    if isinstance(subject, Operator):
        return errors.OperatorClosed()
    return errors.CustomerClosed() if subject.domain.customer.is_suspended else errors.AccountClosed()


def _allow(login: str, remote: str, is_known: bool) -> Verdict:
    """A guard that is down stops nobody: it would otherwise be the switch that locks everybody out."""
    try:
        return Guard(settings.FUMIBAKO).allow(login=login, remote=remote, is_known_browser=is_known)
    except GuardDown as error:
        log.warning("guardd does not answer: %s", error)
        return Verdict(is_allowed=True)


def _report(login: str, remote: str, is_known: bool, *, success: bool) -> None:
    try:
        Guard(settings.FUMIBAKO).report(login=login, remote=remote, success=success, is_known_browser=is_known)
    except GuardDown as error:
        log.warning("guardd does not answer: %s", error)


def log_out_member(request: HttpRequest) -> None:
    sessions.end(request, sessions.MEMBER_COOKIE)


def log_out_operator(request: HttpRequest) -> None:
    sessions.end(request, sessions.CONSOLE_COOKIE)


def log_out_everywhere(*, actor: Actor, subject: Mailbox | Operator, but: SignIn | None = None) -> int:
    """End all sessions of the web, except one where that is wanted. Returns how many there were."""
    rows = subject.sign_ins.all() if but is None else subject.sign_ins.exclude(pk=but.pk)
    with transaction.atomic():
        number = (rows & sign_ins_of(subject)).count()
        rows.delete()
        record(actor, "logout_everywhere", str(subject), customer_number=_customer_number(subject), number=number)
    return number


def _customer_number(subject: Mailbox | Operator) -> str:
    return subject.domain.customer.number if isinstance(subject, Mailbox) else ""


def add_operator(*, actor: Actor, login: str, display_name: str = "", password: str | None = None) -> str:
    """Return the new operator's password. Raises BadLogin, LoginTaken, BadPassword."""
    if not re.fullmatch(r"[a-z0-9_-]{1,40}", login):
        raise errors.BadLogin
    password = generate() if password is None else check_password(password, login)
    try:
        with transaction.atomic():
            Operator.objects.create(login=login, display_name=display_name, password_hash=hash_password(password))
            record(actor, "operator.add", login)
    except IntegrityError as error:
        raise errors.LoginTaken(login=login) from error
    return password


def set_operator_password(*, actor: Actor, operator: Operator, password: str | None = None) -> str:
    """Return the new password, generated where none is given. The operator's sessions end. Raises BadPassword."""
    password = generate() if password is None else check_password(password, operator.login)
    operator.password_hash = hash_password(password)
    with transaction.atomic():
        operator.save(update_fields=["password_hash"])
        operator.sign_ins.all().delete()
        record(actor, "operator.set_password", operator.login)
        transaction.on_commit(partial(forgive, _counted(operator.login)))
    return password


def suspend_operator(*, actor: Actor, operator: Operator) -> None:
    """The operator's sessions end, and no other begins."""
    _set_active(actor, operator, "operator.suspend", is_active=False)


def resume_operator(*, actor: Actor, operator: Operator) -> None:
    """Its sessions do not come back."""
    _set_active(actor, operator, "operator.resume", is_active=True)


def _set_active(actor: Actor, operator: Operator, action: str, *, is_active: bool) -> None:
    operator.is_active = is_active
    with transaction.atomic():
        operator.save(update_fields=["is_active"])
        operator.sign_ins.all().delete()
        record(actor, action, operator.login)


def _counted(login: str) -> str:
    """An operator's name at guardd, which knows mailboxes by their addresses."""
    return f"operator:{login}"
