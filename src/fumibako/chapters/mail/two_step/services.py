"""Setting two-step verification up and off (A3): the current password, then the link in the mail to the address."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from fumibako.chapters.identity.logins import services as logins
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.services import number_of, prove_own_password
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.mailed_links import locked_mailbox_of_link, proof_of
from fumibako.chapters.mail.two_step import errors
from fumibako.chapters.mail.two_step.models import RecoveryCode, TwoStep
from fumibako.chapters.mail.two_step.rules import check_code_address
from fumibako.chapters.mail.two_step.secret_codes import (
    RECOVERY_CODES,
    counter_of,
    decrypted,
    encrypted,
    hash_of,
    new_app_secret,
    new_recovery_code,
)
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.one_time.purpose import Purpose
from fumibako.groundwork.one_time.services import consume, end_all, issue
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.notices.catalogue import TwoStepConfirmation, TwoStepOff, TwoStepOn
from fumibako.machine.state import Aspect

SET_UP = Purpose(name="two_step", lifetime=timedelta(minutes=30))
APP_SET_UP = timedelta(minutes=30)


def request_set_up(request: HttpRequest, *, actor: Actor, mailbox: Mailbox, address: str, password: str) -> None:
    """Mail the link to the address; until it is used, everything stays as it is. Raises WrongPassword, LoginLater,
    UnreadableAddress, OwnLoginAddress, SameCodeAddress, TooManyIssued."""
    address = check_code_address(mailbox, address)
    login = mailbox.login
    prove_own_password(request, login=login, password=password)
    with transaction.atomic():
        token = issue(SET_UP, str(login.pk), proof=proof_of(login), note=address, remote=actor.remote)
        notice = TwoStepConfirmation(
            address=mailbox.address,
            link=settings.FUMIBAKO.site_url + reverse("membersite:confirm_two_step", args=(token,)),
            until=timezone.localtime() + SET_UP.lifetime,
        )
        send(notice, to=address, domain=mailbox.domain)
        record(actor, "two_step.request", mailbox.address, customer_number=number_of(login), to=address)


def confirm(*, token: str, remote: str) -> TwoStep:
    """From now on codes go to the address; the account is told. Raises LinkEnded."""
    with transaction.atomic():
        issued = consume(SET_UP, token)
        mailbox = locked_mailbox_of_link(issued)
        now = timezone.localtime()
        row, _ = TwoStep.objects.update_or_create(
            login=mailbox.login, defaults={"address": issued.note, "confirmed_at": now}
        )
        logins.set_two_step(login=mailbox.login, has_two_step=True)
        publishing.request(Aspect.ACCOUNT, mailbox.address)
        actor = Actor(Kind.USER, mailbox.address, remote)
        record(actor, "two_step.set", mailbox.address, customer_number=number_of(mailbox.login), to=row.address)
        send(
            TwoStepOn(address=mailbox.address, code_address=row.address, at=now),
            to=mailbox.address,
            domain=mailbox.domain,
        )
    return row


def switch_off(request: HttpRequest, *, actor: Actor, mailbox: Mailbox, password: str) -> None:
    """By the user. Raises WrongPassword, LoginLater."""
    prove_own_password(request, login=mailbox.login, password=password)
    _switch_off(actor, mailbox)


def switch_off_for(*, actor: Actor, mailbox: Mailbox) -> None:
    """By the administrator, for a user who cannot get a code any more."""
    _switch_off(actor, mailbox)


def _switch_off(actor: Actor, mailbox: Mailbox) -> None:
    """The account and the address that had the codes are told."""
    login = mailbox.login
    with transaction.atomic():
        lock(mailbox)
        end_all(SET_UP, str(login.pk))
        row = TwoStep.objects.filter(login=login).first()
        if row is None:
            return
        row.delete()
        login.recovery_codes.all().delete()
        login.steps.all().delete()
        logins.set_two_step(login=login, has_two_step=False)
        publishing.request(Aspect.ACCOUNT, mailbox.address)
        record(actor, "two_step.off", mailbox.address, customer_number=number_of(login))
        notice = TwoStepOff(address=mailbox.address, by=actor.name, at=timezone.localtime())
        for reader in (mailbox.address, row.address):
            send(notice, to=reader, domain=mailbox.domain)


def make_recovery_codes(request: HttpRequest, *, actor: Actor, mailbox: Mailbox, password: str) -> list[str]:
    """Return a new sheet; the codes before it end. Raises WrongPassword, LoginLater, NotOn."""
    login = mailbox.login
    prove_own_password(request, login=login, password=password)
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        _locked(login)
        login.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(login=login, code_hash=hash_of(login.pk, code)) for code in codes)
        record(actor, "two_step.recovery_codes", mailbox.address, customer_number=number_of(login))
    return codes


def begin_app(login: Login) -> tuple[str, str]:
    """A new secret for an authenticator app, and the same signed for the form that brings it back."""
    secret = new_app_secret()
    return secret, signing.dumps(encrypted(secret), salt=_salt(login))


def app_secret_of(login: Login, signed: str) -> str:
    """The secret in that form. Raises AppSetUpEnded."""
    try:
        secret = decrypted(signing.loads(signed, salt=_salt(login), max_age=APP_SET_UP))
    except signing.BadSignature as error:
        raise errors.AppSetUpEnded from error
    if not secret:
        raise errors.AppSetUpEnded
    return secret


def set_app(request: HttpRequest, *, actor: Actor, mailbox: Mailbox, secret: str, code: str, password: str) -> None:
    """An authenticator app makes codes, too, once it showed a right one. Raises WrongPassword, LoginLater,
    WrongAppCode, NotOn."""
    login = mailbox.login
    counter = counter_of(secret, code, timezone.now())
    if counter is None:
        raise errors.WrongAppCode
    prove_own_password(request, login=login, password=password)
    with transaction.atomic():
        row = _locked(login)
        row.app_secret, row.app_counter = encrypted(secret), counter
        row.save(update_fields=["app_secret", "app_counter"])
        record(actor, "two_step.set_app", mailbox.address, customer_number=number_of(login))


def remove_app(request: HttpRequest, *, actor: Actor, mailbox: Mailbox, password: str) -> None:
    """Codes are mailed only. Raises WrongPassword, LoginLater, NotOn."""
    login = mailbox.login
    prove_own_password(request, login=login, password=password)
    with transaction.atomic():
        row = _locked(login)
        row.app_secret = ""
        row.save(update_fields=["app_secret"])
        record(actor, "two_step.remove_app", mailbox.address, customer_number=number_of(login))


def _locked(login: Login) -> TwoStep:
    row = TwoStep.objects.select_for_update().filter(login=login).first()
    if row is None:
        raise errors.NotOn
    return row


def _salt(login: Login) -> str:
    return f"two_step.app:{login.pk}"
