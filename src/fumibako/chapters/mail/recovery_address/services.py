"""Setting one's recovery address (C2): the current password, then the link in the mail to the new address."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from fumibako.chapters.identity.logins.services import number_of, prove_own_password
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.mailed_links import locked_mailbox_of_link, proof_of
from fumibako.chapters.mail.recovery_address.models import RecoveryAddress
from fumibako.chapters.mail.recovery_address.queries import recovery_address_of
from fumibako.chapters.mail.recovery_address.rules import check_recovery_address
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.one_time.purpose import Purpose
from fumibako.groundwork.one_time.services import consume, end_all, issue
from fumibako.machine.notices.login import RecoveryAddressChanged, RecoveryAddressConfirmation, RecoveryAddressRemoved

CONFIRMATION = Purpose(name="recovery_address", lifetime=timedelta(minutes=30))


def request_confirmation(request: HttpRequest, *, actor: Actor, mailbox: Mailbox, address: str, password: str) -> None:
    """Mail the link to the new address; until it is used, the present one stays. Raises WrongPassword, LoginLater,
    UnreadableAddress, OwnAddress, SameRecoveryAddress, TooManyIssued."""
    address = check_recovery_address(mailbox, address)
    login = mailbox.login
    prove_own_password(request, login=login, password=password)
    with transaction.atomic():
        token = issue(CONFIRMATION, str(login.pk), proof=proof_of(login), note=address, remote=actor.remote)
        notice = RecoveryAddressConfirmation(
            address=mailbox.address,
            recovery_address=address,
            link=settings.FUMIBAKO.site_url + reverse("membersite:confirm_recovery", args=(token,)),
            until=timezone.localtime() + CONFIRMATION.lifetime,
        )
        send(notice, to=address, domain=mailbox.domain)
        record(actor, "recovery_address.request", mailbox.address, customer_number=number_of(login), to=address)


def confirm(*, token: str, remote: str) -> RecoveryAddress:
    """The address counts from now on; the account and the address before it are told. Raises LinkEnded."""
    with transaction.atomic():
        issued = consume(CONFIRMATION, token)
        mailbox = locked_mailbox_of_link(issued)
        before, now = recovery_address_of(mailbox), timezone.localtime()
        row, _ = RecoveryAddress.objects.update_or_create(
            login=mailbox.login, defaults={"address": issued.note, "confirmed_at": now}
        )
        actor = Actor(Kind.USER, mailbox.address, remote)
        number = number_of(mailbox.login)
        record(actor, "recovery_address.set", mailbox.address, customer_number=number, to=row.address, before=before)
        notice = RecoveryAddressChanged(address=mailbox.address, recovery_address=row.address, at=now)
        for reader in filter(None, (mailbox.address, before)):
            send(notice, to=reader, domain=mailbox.domain)
    return row


def remove(request: HttpRequest, *, actor: Actor, mailbox: Mailbox, password: str) -> None:
    """Links for a new password go to the account itself again. Raises WrongPassword, LoginLater."""
    prove_own_password(request, login=mailbox.login, password=password)
    with transaction.atomic():
        lock(mailbox)
        before = recovery_address_of(mailbox)
        if not before:
            return
        RecoveryAddress.objects.filter(login=mailbox.login).delete()
        end_all(CONFIRMATION, str(mailbox.login.pk))
        number = number_of(mailbox.login)
        record(actor, "recovery_address.remove", mailbox.address, customer_number=number, before=before)
        notice = RecoveryAddressRemoved(address=mailbox.address, at=timezone.localtime())
        for reader in (mailbox.address, before):
            send(notice, to=reader, domain=mailbox.domain)
