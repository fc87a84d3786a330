"""Beginning and ending a support login (E6). The customer reads both in their audit log."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from fumibako.chapters.console.support_login import rules
from fumibako.chapters.console.support_login.models import SupportLogin
from fumibako.chapters.identity.logins.models import SignIn
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.tenancy.models import Customer

LASTS = timedelta(minutes=30)


@dataclass(frozen=True)
class NewSupportLogin:
    """token: for the cookie; only its hash is kept."""

    support_login: SupportLogin
    token: str


def start_support_login(
    *, actor: Actor, sign_in: SignIn, customer: Customer, address: str, reason: str
) -> NewSupportLogin:
    """Open the menus of that account for half an hour. The support login that this operator's session had ends. Raises
    BadReason, NoSuchAccountOfCustomer, AccountSuspended, CustomerSuspended."""
    rules.check_customer(customer)
    mailbox, reason = rules.check_account(customer, address), rules.check_reason(reason)
    token, now = secrets.token_urlsafe(32), timezone.now()
    with transaction.atomic():
        SignIn.objects.select_for_update().get(pk=sign_in.pk)
        SupportLogin.objects.filter(ends_at__lt=now).delete()
        if running := SupportLogin.objects.filter(sign_in=sign_in).first():
            end_support_login(actor=actor, support_login=running)
        made = SupportLogin.objects.create(
            token_hash=hash_of(token),
            sign_in=sign_in,
            mailbox=mailbox,
            reason=reason,
            started_at=now,
            ends_at=now + LASTS,
        )
        record(actor, "support.start", mailbox.address, customer_number=customer.number, reason=reason)
    return NewSupportLogin(made, token)


def end_support_login(*, actor: Actor, support_login: SupportLogin) -> None:
    """Nothing happens where it has ended."""
    mailbox = support_login.mailbox
    with transaction.atomic():
        deleted, _ = SupportLogin.objects.filter(pk=support_login.pk).delete()
        if deleted:
            record(actor, "support.end", mailbox.address, customer_number=mailbox.domain.customer.number)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
