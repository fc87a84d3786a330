"""Storing the mails that we write, and the wordings that they are written in."""

import secrets
from dataclasses import fields, replace
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.brand.queries import branding, signature
from fumibako.groundwork.jobs.services import wake
from fumibako.groundwork.notices.errors import WordingRefused
from fumibako.groundwork.notices.models import NoticeOverride, OutgoingNotice
from fumibako.groundwork.notices.queries import wordings_of
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.formats.addresses import parse_foreign_address
from fumibako.machine.notices.composing import compose
from fumibako.machine.notices.notice import Notice
from fumibako.machine.notices.wording import BadWording, checked, written
from fumibako.machine.state import Aspect, NoticeText

LOCAL_PART = "noreply"


def send(notice: Notice, *, to: str, domain: Domain | None = None, language: str = "") -> None:
    """Store a mail, in the transaction of its reason: it goes out if that is committed, and then once.

    domain: in whose name and wording; None: the provider's. language: the reader's, "" where it is unknown.
    Raises BadAddress.
    """
    now = timezone.localtime()
    recipient, sender = parse_foreign_address(to), sender_of(domain)
    message_id = f"<{secrets.token_urlsafe(16)}@{sender.partition('@')[2]}>"
    text = written(_in_local_time(notice), wordings=wordings_of(notice.key, domain), language=language)
    signed = replace(text, body=text.body + signature(language))
    name = branding().name
    mail = compose(signed, sender=sender, recipient=recipient, message_id=message_id, at=now, sender_name=name)
    OutgoingNotice.objects.create(
        key=notice.key,
        message_id=message_id,
        sender=sender,
        recipient=recipient,
        content=mail.decode("ascii"),
        created_at=now,
        due_at=now,
        useful_until=now + notice.useful_for,
    )
    transaction.on_commit(wake)


def _in_local_time(notice: Notice) -> Notice:
    """Times from the database and the clock are in UTC; readers see the box's time zone."""
    values = ((field.name, getattr(notice, field.name)) for field in fields(notice))
    return replace(notice, **{name: timezone.localtime(value) for name, value in values if isinstance(value, datetime)})


def sender_of(domain: Domain | None) -> str:
    if domain:
        return f"{LOCAL_PART}@{domain.name}"
    return branding().sender_address or f"{LOCAL_PART}@{settings.FUMIBAKO.hostname}"


def check_wording(notice: type[Notice], subject: str, body: str, language: str = "") -> NoticeText:
    """Raises WordingRefused."""
    try:
        return checked(notice, subject=subject, body=body, language=language)
    except BadWording as error:
        raise WordingRefused(error) from error


def set_wording(
    *, actor: Actor, notice: type[Notice], domain: Domain | None, subject: str, body: str, language: str = ""
) -> None:
    """Word a notice for one domain; None: for all that have no wording of their own. language: see NoticeText. Raises
    WordingRefused."""
    text = check_wording(notice, subject, body, language)
    with transaction.atomic():
        NoticeOverride.objects.update_or_create(
            key=notice.key, domain=domain, language=language, defaults={"subject": text.subject, "body": text.body}
        )
        _changed(actor, "notice_wording.set", notice, domain, language)


def remove_wording(*, actor: Actor, notice: type[Notice], domain: Domain | None, language: str = "") -> None:
    """Back to the operator's wording, or to the product's own."""
    with transaction.atomic():
        if NoticeOverride.objects.filter(key=notice.key, domain=domain, language=language).delete()[0]:
            _changed(actor, "notice_wording.remove", notice, domain, language)


def _changed(actor: Actor, action: str, notice: type[Notice], domain: Domain | None, language: str) -> None:
    """The filter has the wordings of each domain with its policy."""
    number, name = (domain.customer.number, domain.name) if domain else ("", "")
    told = {"domain": name, "language": language}
    record(actor, action, notice.key, customer_number=number, **{key: value for key, value in told.items() if value})
    names = (name,) if domain else Domain.objects.values_list("name", flat=True)
    publishing.request(Aspect.DOMAIN, *names)
