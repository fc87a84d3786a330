"""Setting two-step verification up and off (A3): the current password, then the link in the mail to the address.

Everything but the first way needs it to be on, and the current password."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone

from fumibako.chapters.identity.logins import services as logins
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.services import actor_of, number_of, prove_own_password
from fumibako.chapters.identity.two_step import errors, passkeys
from fumibako.chapters.identity.two_step.kinds import Holder, Kind
from fumibako.chapters.identity.two_step.links import locked_holder_of_link, proof_of
from fumibako.chapters.identity.two_step.models import Passkey, RecoveryCode, TwoStep
from fumibako.chapters.identity.two_step.queries import passkeys_of
from fumibako.chapters.identity.two_step.rules import check_code_address, check_passkey_name
from fumibako.chapters.identity.two_step.secret_codes import (
    RECOVERY_CODES,
    counter_of,
    decrypted,
    encrypted,
    hash_of,
    new_app_secret,
    new_recovery_code,
)
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.one_time.purpose import Purpose
from fumibako.groundwork.one_time.services import consume, end_all, issue
from fumibako.machine.notices.login import SiteTwoStepOn, TwoStepConfirmation, TwoStepOff, TwoStepOn

SET_UP = Purpose(name="two_step", lifetime=timedelta(minutes=30))
APP_SET_UP = timedelta(minutes=30)
PASSKEY_SET_UP = timedelta(minutes=5)
MAX_PASSKEYS = 20


def request_set_up(
    request: HttpRequest, *, actor: Actor, kind: Kind, holder: Holder, address: str, password: str
) -> None:
    """Mail the link to the address; until it is used, everything stays as it is. Raises WrongPassword, LoginLater,
    BadCodeAddress, OwnLoginAddress, SameCodeAddress, TooManyIssued."""
    address = check_code_address(holder, address)
    login = holder.login
    prove_own_password(request, login=login, password=password)
    with transaction.atomic():
        token = issue(SET_UP, str(login.pk), proof=proof_of(login), note=address, remote=actor.remote)
        notice = TwoStepConfirmation(
            address=holder.name,
            link=settings.FUMIBAKO.site_url + kind.address_of("confirm_two_step", token),
            until=timezone.localtime() + SET_UP.lifetime,
        )
        send(notice, to=address, domain=holder.domain)
        _record(actor, "two_step.request", holder, to=address)


def confirm(*, kind: Kind, token: str, remote: str) -> TwoStep:
    """From now on codes go to the address; the account is told. Raises LinkEnded."""
    with transaction.atomic():
        issued = consume(SET_UP, token)
        holder = locked_holder_of_link(kind, issued)
        now = timezone.localtime()
        row, _ = TwoStep.objects.update_or_create(
            login=holder.login, defaults={"address": issued.note, "confirmed_at": now}
        )
        logins.set_two_step(login=holder.login, has_two_step=True)
        _record(actor_of(holder.login, remote), "two_step.set", holder, to=row.address)
        notice = TwoStepOn if holder.has_mail_programs else SiteTwoStepOn
        for reader in holder.told:
            send(notice(address=holder.name, code_address=row.address, at=now), to=reader, domain=holder.domain)
    return row


def switch_off(request: HttpRequest, *, actor: Actor, holder: Holder, password: str) -> None:
    """By whoever it is of. Raises WrongPassword, LoginLater."""
    prove_own_password(request, login=holder.login, password=password)
    switch_off_for(actor=actor, holder=holder)


def switch_off_for(*, actor: Actor, holder: Holder) -> None:
    """For somebody who cannot get a code any more. They and the address that had the codes are told."""
    with transaction.atomic():
        login = Login.objects.select_for_update(no_key=True).get(pk=holder.login.pk)
        end_all(SET_UP, str(login.pk))
        row = TwoStep.objects.filter(login=login).first()
        if row is None:
            return
        row.delete()
        login.recovery_codes.all().delete()
        login.passkeys.all().delete()
        login.steps.all().delete()
        logins.set_two_step(login=login, has_two_step=False)
        _record(actor, "two_step.off", holder)
        notice = TwoStepOff(address=holder.name, by=actor.name, at=timezone.localtime())
        for reader in {*holder.told, row.address}:
            send(notice, to=reader, domain=holder.domain)


def make_recovery_codes(request: HttpRequest, *, actor: Actor, holder: Holder, password: str) -> list[str]:
    """Return a new sheet; the codes before it end. Raises WrongPassword, LoginLater, NotOn."""
    login = holder.login
    prove_own_password(request, login=login, password=password)
    codes = [new_recovery_code() for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        _locked(login)
        login.recovery_codes.all().delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(login=login, code_hash=hash_of(login.pk, code)) for code in codes)
        _record(actor, "two_step.recovery_codes", holder)
    return codes


def begin_app(login: Login) -> tuple[str, str]:
    """A new secret for an authenticator app, and the same signed for the form that brings it back."""
    secret = new_app_secret()
    return secret, signing.dumps(encrypted(secret), salt=_salt("app", login))


def app_secret_of(login: Login, signed: str) -> str:
    """The secret in that form. Raises AppSetUpEnded."""
    try:
        secret = decrypted(signing.loads(signed, salt=_salt("app", login), max_age=APP_SET_UP))
    except signing.BadSignature as error:
        raise errors.AppSetUpEnded from error
    if not secret:
        raise errors.AppSetUpEnded
    return secret


def set_app(request: HttpRequest, *, actor: Actor, holder: Holder, secret: str, code: str, password: str) -> None:
    """An authenticator app makes codes, too, once it showed a right one. Raises WrongPassword, LoginLater,
    WrongAppCode, NotOn."""
    counter = counter_of(secret, code, timezone.now())
    if counter is None:
        raise errors.WrongAppCode
    prove_own_password(request, login=holder.login, password=password)
    with transaction.atomic():
        row = _locked(holder.login)
        row.app_secret, row.app_counter = encrypted(secret), counter
        row.save(update_fields=["app_secret", "app_counter"])
        _record(actor, "two_step.set_app", holder)


def remove_app(request: HttpRequest, *, actor: Actor, holder: Holder, password: str) -> None:
    """Its codes work no more. Raises WrongPassword, LoginLater, NotOn."""
    prove_own_password(request, login=holder.login, password=password)
    with transaction.atomic():
        row = _locked(holder.login)
        row.app_secret = ""
        row.save(update_fields=["app_secret"])
        _record(actor, "two_step.remove_app", holder)


def begin_passkey(login: Login) -> tuple[str, str]:
    """A challenge for a new passkey, and the same signed for the form that brings it back."""
    challenge = passkeys.new_challenge()
    return challenge, signing.dumps(challenge, salt=_salt("passkey", login))


def add_passkey(
    request: HttpRequest, *, actor: Actor, holder: Holder, name: str, signed: str, answer: str, password: str
) -> Passkey:
    """A key of this browser or of what is connected with it. Sent again, the same key is refused. Raises WrongPassword,
    LoginLater, BadPasskeyName, PasskeyRefused, PasskeyKnown, TooManyPasskeys, NotOn."""
    name, login = check_passkey_name(name), holder.login
    try:
        challenge = signing.loads(signed, salt=_salt("passkey", login), max_age=PASSKEY_SET_UP)
        key = passkeys.created(request, answer, challenge)
    except (signing.BadSignature, passkeys.BadAnswer) as error:
        raise errors.PasskeyRefused from error
    prove_own_password(request, login=login, password=password)
    try:
        with transaction.atomic():
            _locked(login)
            if passkeys_of(login).count() >= MAX_PASSKEYS:
                raise errors.TooManyPasskeys(limit=MAX_PASSKEYS)
            row = Passkey.objects.create(
                login=login,
                credential=key.credential,
                public_key=key.public_key,
                sign_count=key.sign_count,
                name=name,
                added_at=timezone.now(),
            )
            _record(actor, "two_step.add_passkey", holder, name=name)
    except IntegrityError as error:
        raise errors.PasskeyKnown from error
    return row


def rename_passkey(*, actor: Actor, holder: Holder, passkey: Passkey, name: str) -> None:
    """Raises BadPasskeyName."""
    name = check_passkey_name(name)
    with transaction.atomic():
        passkeys_of(holder.login).filter(pk=passkey.pk).update(name=name)
        _record(actor, "two_step.rename_passkey", holder, name=name, before=passkey.name)


def remove_passkey(request: HttpRequest, *, actor: Actor, holder: Holder, passkey: Passkey, password: str) -> None:
    """Raises WrongPassword, LoginLater."""
    prove_own_password(request, login=holder.login, password=password)
    with transaction.atomic():
        if passkeys_of(holder.login).filter(pk=passkey.pk).delete()[0]:
            _record(actor, "two_step.remove_passkey", holder, name=passkey.name)


def _record(actor: Actor, action: str, holder: Holder, **details: object) -> None:
    record(actor, action, holder.name, customer_number=number_of(holder.login), **details)


def _locked(login: Login) -> TwoStep:
    row = TwoStep.objects.select_for_update().filter(login=login).first()
    if row is None:
        raise errors.NotOn
    return row


def _salt(what: str, login: Login) -> str:
    return f"two_step.{what}:{login.pk}"
