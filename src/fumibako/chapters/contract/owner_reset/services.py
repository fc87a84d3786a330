"""Asking for a link, answering those who ask, and setting the new password (E2)."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from fumibako.chapters.contract.owner_reset.models import OwnerResetRequest
from fumibako.chapters.contract.owner_reset.rules import check_login_id
from fumibako.chapters.contract.owners.models import Owner
from fumibako.chapters.identity.logins import services as logins
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.password_policy import mark_of
from fumibako.groundwork.audit.actor import SYSTEM, Actor, Kind
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.one_time.asked import answer_each, note
from fumibako.groundwork.one_time.errors import LinkEnded, TooManyIssued
from fumibako.groundwork.one_time.models import Issued
from fumibako.groundwork.one_time.purpose import Purpose
from fumibako.groundwork.one_time.services import consume, issue, look
from fumibako.machine.notices.contract import OwnerPasswordReset, OwnerPasswordWasReset

log = logging.getLogger("fumibako.identity")
RESET = Purpose(name="owner_password_reset", lifetime=timedelta(minutes=60))


def request_owner_reset(*, number: str, remote: str) -> None:
    """Note that somebody asks for a link; whether there is such an owner is seen later. Raises BadLoginId."""
    note(OwnerResetRequest(number=check_login_id(number), remote=remote, requested_at=timezone.now()))


def answer_owner_requests() -> int:
    """Mail a link for each request that deserves one. Returns how many requests there were."""
    return answer_each(OwnerResetRequest, _answer)


def owner_of_link(issued: Issued | None) -> Owner | None:
    """The owner that a link is for, if password and contact address are still those of that time."""
    if issued is None:
        return None
    owner = Owner.objects.select_related("login__customer").filter(login=int(issued.subject)).first()
    return owner if owner and owner.is_set_up and _proof_of(owner) == issued.proof else None


def set_owner_password_by_link(*, token: str, password: str, remote: str) -> None:
    """Sessions end, and the owner is told. Raises LinkEnded, and BadPassword, which does not use the link up."""
    owner = owner_of_link(look(RESET, token))
    if owner is None:
        raise LinkEnded
    new = logins.new_password(owner.login.name, password)
    with transaction.atomic():
        issued = consume(RESET, token)
        Owner.objects.select_for_update().get(pk=owner.pk)
        Login.objects.select_for_update().get(pk=owner.login_id)
        owner = owner_of_link(issued)
        if owner is None:
            raise LinkEnded
        logins.set_password(login=owner.login, new=new)
        number = logins.number_of(owner.login)
        record(Actor(Kind.OWNER, owner.login.name, remote), "owner.reset_password", number, customer_number=number)
        send(OwnerPasswordWasReset(number=number, at=timezone.localtime()), to=owner.contact)


def _answer(request: OwnerResetRequest) -> None:
    """To the contact address. Whoever has not set up My Page has an initial password from the provider instead."""
    owner = Owner.objects.select_related("login__customer").filter(login__name=request.number.lower()).first()
    if owner is None or not (owner.is_set_up and owner.contact):
        log.info("no reset for %s, asked from %s: no owner with an address", request.number, request.remote)
        return
    try:
        token = issue(RESET, str(owner.login_id), proof=_proof_of(owner), remote=request.remote)
    except TooManyIssued:
        log.warning("no reset for %s, asked from %s: too many", request.number, request.remote)
        return
    notice = OwnerPasswordReset(
        number=request.number,
        link=settings.FUMIBAKO.site_url + reverse("membersite:owner_new_password", args=(token,)),
        until=timezone.localtime() + RESET.lifetime,
    )
    send(notice, to=owner.contact)
    actor = Actor(SYSTEM.kind, SYSTEM.name, request.remote)
    record(actor, "owner.request_reset", request.number, customer_number=request.number)


def _proof_of(owner: Owner) -> str:
    return mark_of(f"{owner.login.password_hash} {owner.contact}")
