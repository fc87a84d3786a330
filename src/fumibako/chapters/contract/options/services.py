"""Orders: requested, approved or refused, in use at once, cancelled at month's end (E4)."""

import secrets
from datetime import date

from django.db import transaction
from django.utils import timezone

from fumibako.chapters.contract.options import errors, mails, rules
from fumibako.chapters.contract.options.effects import take_effect
from fumibako.chapters.contract.options.models import Option, Order, State
from fumibako.chapters.contract.options.queries import packs_used
from fumibako.chapters.contract.plans.queries import locked_contract_of
from fumibako.chapters.contract.plans.terms import last_of_month
from fumibako.groundwork.audit.actor import SYSTEM, Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.tenancy.models import Customer


def place_order(*, actor: Actor, customer: Customer, option: Option, packs: int) -> Order:
    """Raises NotOrderable, NotInPlan, NeedsOption, BadPacks."""
    with transaction.atomic():
        contract = locked_contract_of(customer)  # two orders at the same time are counted one after the other
        option = Option.objects.get(pk=option.pk)
        rules.check_orderable(option, contract.plan)
        rules.check_base(option, customer, State.REQUESTED, State.ACTIVE)
        rules.check_packs(packs, option, packs_used(customer, option))
        order = Order.objects.create(
            number=secrets.token_hex(4),
            customer=customer,
            option=option,
            packs=packs,
            amount=option.amount,
            price=option.price,
            requested_at=timezone.now(),
        )
        order.number = f"R{order.pk:08d}"
        order.save(update_fields=["number"])
        _record(actor, "order.place", order)
        if option.at_once:
            _approve(SYSTEM, order)
        else:
            mails.received(order)
            mails.waits(order)
    return order


def approve_order(*, actor: Actor, order: Order) -> None:
    """In use from now on. Raises AlreadyDecided, NeedsOption, BadLimit."""
    with transaction.atomic():
        _lock(order)
        if order.state != State.REQUESTED:
            raise errors.AlreadyDecided(number=order.number)
        _approve(actor, order)


def refuse_order(*, actor: Actor, order: Order, reason: str) -> None:
    """reason: for the customer. Raises AlreadyDecided, BadReason."""
    order_reason = rules.check_reason(reason)
    with transaction.atomic():
        _lock(order)
        if order.state != State.REQUESTED:
            raise errors.AlreadyDecided(number=order.number)
        order.reason = order_reason
        _decide(order, State.REFUSED)
        mails.refused(order)
        _record(actor, "order.refuse", order)


def cancel_order(*, actor: Actor, order: Order) -> None:
    """In use until the end of this month. Raises NotCancellable, NeededByOption."""
    with transaction.atomic():
        _lock(order)
        if order.state != State.ACTIVE or order.ends_on is not None:
            raise errors.NotCancellable(number=order.number)
        rules.check_needed(order.option, order.customer)
        order.ends_on = last_day()
        order.save(update_fields=["ends_on"])
        mails.cancelled(order)
        _record(actor, "order.cancel", order, ends_on=order.ends_on.isoformat())


def last_day() -> date:
    """Of an option that is cancelled today."""
    return last_of_month(timezone.localdate())


def end_cancelled(today: date) -> int:
    """Take back what orders whose last day has passed had added. Nothing is deleted: accounts above the limit stay.
    Returns how many."""
    due = Order.objects.filter(state=State.ACTIVE, ends_on__lt=today).order_by("pk")
    for order in due:
        with transaction.atomic():
            _lock(order)
            if order.state == State.ACTIVE:
                take_effect(order, -1)
                order.state = State.ENDED
                order.save(update_fields=["state"])
                mails.ended(order)
                _record(SYSTEM, "order.end", order)
    return len(due)


def _approve(actor: Actor, order: Order) -> None:
    rules.check_base(order.option, order.customer, State.ACTIVE)
    take_effect(order, 1)
    _decide(order, State.ACTIVE)
    mails.approved(order)
    _record(actor, "order.approve", order)


def _decide(order: Order, state: State) -> None:
    order.state, order.decided_at = state, timezone.now()
    order.save(update_fields=["state", "decided_at", "reason"])


def _lock(order: Order) -> None:
    """The contract first, as everybody does who changes limits; then the row as it is now."""
    locked_contract_of(order.customer)
    order.refresh_from_db(from_queryset=Order.objects.select_for_update())


def _record(actor: Actor, action: str, order: Order, **details: object) -> None:
    number = order.customer.number
    record(actor, action, order.number, customer_number=number, option=order.option.code, packs=order.packs, **details)
