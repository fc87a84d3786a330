"""Asking for a link, answering those who ask, and setting the new password (A4)."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from fumibako.chapters.identity.logins import services as logins
from fumibako.chapters.identity.logins.sessions import is_open
from fumibako.chapters.mail.accounts.errors import UnreadableAddress
from fumibako.chapters.mail.accounts.queries import account
from fumibako.chapters.mail.mailed_links import locked_mailbox_of_link, mailbox_of_link, proof_of
from fumibako.chapters.mail.password_reset.models import ResetRequest
from fumibako.chapters.mail.recovery_address.queries import recovery_address_of
from fumibako.groundwork.audit.actor import SYSTEM, Actor, Kind
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.one_time.asked import answer_each, note
from fumibako.groundwork.one_time.errors import LinkEnded, TooManyIssued
from fumibako.groundwork.one_time.purpose import Purpose
from fumibako.groundwork.one_time.services import consume, issue, look
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.formats.addresses import BadAddress, parse_address
from fumibako.machine.notices.login import PasswordReset, PasswordWasReset
from fumibako.machine.state import Aspect

log = logging.getLogger("fumibako.identity")
RESET = Purpose(name="password_reset", lifetime=timedelta(minutes=60))


def request_reset(*, address: str, remote: str) -> None:
    """Note that somebody asks for a link; whether there is such an account is seen later. Raises UnreadableAddress."""
    try:
        address = parse_address(address)
    except BadAddress as error:
        raise UnreadableAddress(error, "address") from error
    note(ResetRequest(address=address, remote=remote, requested_at=timezone.now()))


def answer_requests() -> int:
    """Mail a link for each request that deserves one. Returns how many requests there were."""
    return answer_each(ResetRequest, _answer)


def _answer(request: ResetRequest) -> None:
    """To the recovery address, or to the account itself where there is none; nothing for an account that is closed."""
    mailbox = account(request.address)
    if mailbox is None or not is_open(mailbox.login):
        log.info("no reset for %s, asked from %s: no open account", request.address, request.remote)
        return
    try:
        token = issue(RESET, str(mailbox.login_id), proof=proof_of(mailbox.login), remote=request.remote)
    except TooManyIssued:
        log.warning("no reset for %s, asked from %s: too many", request.address, request.remote)
        return
    notice = PasswordReset(
        address=mailbox.address,
        link=settings.FUMIBAKO.site_url + reverse("membersite:new_password", args=(token,)),
        until=timezone.localtime() + RESET.lifetime,
    )
    send(notice, to=recovery_address_of(mailbox) or mailbox.address, domain=mailbox.domain)
    actor = Actor(SYSTEM.kind, SYSTEM.name, request.remote)
    record(actor, "account.request_reset", mailbox.address, customer_number=logins.number_of(mailbox.login))


def set_new_password(*, token: str, password: str, remote: str) -> None:
    """The account's sessions end, and it is told. Raises LinkEnded, and BadPassword, which does not use the link up."""
    mailbox = mailbox_of_link(look(RESET, token))
    if mailbox is None:
        raise LinkEnded
    new = logins.new_password(mailbox.address, password)
    with transaction.atomic():
        mailbox = locked_mailbox_of_link(consume(RESET, token))
        logins.set_password(login=mailbox.login, new=new)
        publishing.request(Aspect.ACCOUNT, mailbox.address)
        actor = Actor(Kind.USER, mailbox.address, remote)
        record(actor, "account.reset_password", mailbox.address, customer_number=logins.number_of(mailbox.login))
        notice = PasswordWasReset(address=mailbox.address, at=timezone.localtime())
        for reader in filter(None, (mailbox.address, recovery_address_of(mailbox))):
            send(notice, to=reader, domain=mailbox.domain)
