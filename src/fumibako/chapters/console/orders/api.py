"""Orders for programs."""

from datetime import date, datetime

from fumibako.chapters.console.orders.queries import listed as orders_in
from fumibako.chapters.contract.options import errors, queries, services
from fumibako.chapters.contract.options.models import Order
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Text


class OrderFacts(Facts):
    """ends_on: the last day, once it is cancelled."""

    number: str
    customer: str
    option: str
    packs: int
    monthly_yen: int
    state: str
    requested_at: datetime
    ends_on: date | None


class Refusal(Given):
    reason: Text


def listed(request: ProgramRequest) -> list[OrderFacts]:
    """Every order of an option, the newest first."""
    return [_facts(order) for order in orders_in("")]


def approve(request: ProgramRequest, order: Text) -> OrderFacts:
    """Approve an order: it is in use at once."""
    services.approve_order(actor=request.caller.actor, order=(found := _found(order)))
    return _facts(found)


def refuse(request: ProgramRequest, order: Text, given: Refusal) -> OrderFacts:
    """Refuse an order. The customer reads the reason on My Page."""
    services.refuse_order(actor=request.caller.actor, order=(found := _found(order)), reason=given.reason)
    return _facts(found)


def _found(number: str) -> Order:
    """Raises NoSuchOrder."""
    found = queries.order(number)
    if found is None:
        raise errors.NoSuchOrder(number=number[:20])
    return found


def _facts(order: Order) -> OrderFacts:
    return OrderFacts(
        number=order.number,
        customer=order.customer.number,
        option=order.option.code,
        packs=order.packs,
        monthly_yen=order.monthly,
        state=order.state,
        requested_at=order.requested_at,
        ends_on=order.ends_on,
    )
