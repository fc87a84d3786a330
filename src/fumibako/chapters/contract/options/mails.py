"""Mails about orders (E4): to the contract's owner, and to the provider's support about an order that waits."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from fumibako.chapters.contract.options.models import Order
from fumibako.chapters.contract.owners.queries import owner_of_customer
from fumibako.groundwork.brand.queries import branding
from fumibako.groundwork.notices.services import send
from fumibako.machine.notices.contract import (
    OrderApproved,
    OrderCancelled,
    OrderEnded,
    OrderReceived,
    OrderRefused,
    OrderWaiting,
)
from fumibako.machine.notices.notice import Notice


def received(order: Order) -> None:
    _tell_owner(order, OrderReceived(**_facts(order), at=timezone.localtime(order.requested_at)))


def waits(order: Order) -> None:
    """Where the operator named no address, the console alone has it."""
    support = branding().support_address
    if support:
        customer = f"{order.customer.number} {order.customer.name}"
        facts = {**_facts(order), "link": settings.FUMIBAKO.site_url + reverse("console:order", args=(order.number,))}
        send(
            OrderWaiting(**facts, customer=customer, at=timezone.localtime(order.requested_at)),
            to=support,
            language="ja",
        )


def approved(order: Order) -> None:
    _tell_owner(order, OrderApproved(**_facts(order), at=timezone.localtime()))


def refused(order: Order) -> None:
    _tell_owner(order, OrderRefused(**_facts(order), reason=order.reason))


def cancelled(order: Order) -> None:
    _tell_owner(order, OrderCancelled(**_facts(order), last_day=f"{order.ends_on:%Y/%m/%d}"))


def ended(order: Order) -> None:
    _tell_owner(order, OrderEnded(**_facts(order), last_day=f"{order.ends_on:%Y/%m/%d}"))


def _tell_owner(order: Order, notice: Notice) -> None:
    """Whoever has not set up My Page yet has named no address."""
    owner = owner_of_customer(order.customer)
    if owner and owner.contact:
        send(notice, to=owner.contact)


def _facts(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "option": order.option.name_ja,
        "option_en": order.option.name_en,
        "packs": order.packs,
        "price": f"{order.monthly:,}",
        "link": settings.FUMIBAKO.site_url + reverse("mypage:orders"),
    }
