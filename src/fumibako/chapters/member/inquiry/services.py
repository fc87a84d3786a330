"""Taking inquiries and answering them (A1)."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from fumibako.chapters.member.categories import check_category
from fumibako.chapters.member.inquiry import rules
from fumibako.chapters.member.inquiry.models import Inquiry, InquiryAnswer
from fumibako.chapters.member.texts import check_text
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.brand.queries import branding
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.notices.inquiry import InquiryAcknowledged, InquiryAnswered, InquiryReceived


def send_inquiry(
    *,
    remote: str,
    language: str,
    category: str,
    text: str,
    reply_address: str,
    customer_number: str = "",
    customer: Customer | None = None,
) -> Inquiry:
    """Store it, tell the provider's support, and confirm it to whoever asked. customer: whose menu it was sent from.
    Raises BadCategory, BadText, BadReplyAddress, BadNumber, TooManyInquiries."""
    now = timezone.now()
    inquiry = Inquiry(
        customer=customer,
        customer_number=customer.number if customer else rules.check_number(customer_number),
        category=check_category(category),
        text=check_text("text", text, most=rules.MAX_TEXT),
        reply_address=rules.check_reply_address(reply_address),
        language=language,
        source=rules.source_of(remote),
        received_at=now,
    )
    with transaction.atomic():
        rules.check_rate(inquiry.source, now)
        is_acknowledged = rules.is_acknowledged(inquiry.reply_address, now)
        inquiry.save()
        _tell_support(inquiry)
        if is_acknowledged:
            notice = InquiryAcknowledged(number=inquiry.number, at=timezone.localtime(now))
            send(notice, to=inquiry.reply_address, language=language)
    return inquiry


def answer_inquiry(*, actor: Actor, inquiry: Inquiry, text: str) -> InquiryAnswer:
    """Mail an answer to whoever asked, in their language. Raises BadText."""
    text = check_text("text", text)
    notice = InquiryAnswered(
        number=inquiry.number,
        at=timezone.localtime(inquiry.received_at),
        answer=tuple(text.split("\n")),
        question=tuple(f"> {line}" for line in inquiry.text.split("\n")),
    )
    with transaction.atomic():
        answer = InquiryAnswer.objects.create(inquiry=inquiry, text=text, operator=actor.name, sent_at=timezone.now())
        _set_status(inquiry, Inquiry.Status.ANSWERED)
        send(notice, to=inquiry.reply_address, language=inquiry.language)
        record(actor, "inquiry.answer", inquiry.number, customer_number=inquiry.customer_number)
    return answer


def close_inquiry(*, actor: Actor, inquiry: Inquiry) -> None:
    """Without an answer: answered by telephone, or not meant for us."""
    with transaction.atomic():
        _set_status(inquiry, Inquiry.Status.CLOSED)
        record(actor, "inquiry.close", inquiry.number, customer_number=inquiry.customer_number)


def _set_status(inquiry: Inquiry, status: Inquiry.Status) -> None:
    inquiry.status = status
    inquiry.save(update_fields=["status"])


def _tell_support(inquiry: Inquiry) -> None:
    """Where the operator named no address, the console alone has it."""
    support = branding().support_address
    if not support:
        return
    company = inquiry.customer.name if inquiry.customer else ""
    notice = InquiryReceived(
        number=inquiry.number,
        at=timezone.localtime(inquiry.received_at),
        customer=" ".join(filter(None, (inquiry.customer_number, company))) or "-",
        category=str(inquiry.get_category_display()),
        reply_address=inquiry.reply_address,
        text=tuple(inquiry.text.split("\n")),
        link=settings.FUMIBAKO.site_url + reverse("console:inquiry", args=(inquiry.pk,)),
    )
    send(notice, to=support, language="ja")
