"""Orders for programs."""

from typing import Any

from fumibako.chapters.console.orders.queries import listed as orders_in
from fumibako.chapters.contract.options import errors, queries, services
from fumibako.chapters.contract.options.models import Order
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.rules import Values


def listed(actor: Actor, values: Values) -> list[dict[str, Any]]:
    values.end()
    return [_facts(order) for order in orders_in("")]


def approve(actor: Actor, values: Values, order: str) -> dict[str, Any]:
    values.end()
    services.approve_order(actor=actor, order=(found := _found(order)))
    return _facts(found)


def refuse(actor: Actor, values: Values, order: str) -> dict[str, Any]:
    reason = values.text("reason")
    values.end()
    services.refuse_order(actor=actor, order=(found := _found(order)), reason=reason)
    return _facts(found)


def _found(number: str) -> Order:
    found = queries.order(number)
    if found is None:
        raise errors.NoSuchOrder(number=number[:20])
    return found


def _facts(order: Order) -> dict[str, Any]:
    return {
        "number": order.number,
        "customer": order.customer.number,
        "option": order.option.code,
        "packs": order.packs,
        "monthly_yen": order.monthly,
        "state": order.state,
        "requested_at": order.requested_at.isoformat(),
        "ends_on": order.ends_on.isoformat() if order.ends_on else None,
    }
