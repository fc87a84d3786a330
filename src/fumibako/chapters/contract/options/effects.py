"""What an order does to its contract, and what its end undoes."""

from collections.abc import Mapping

from fumibako.chapters.contract.options.models import Effect, Order, State
from fumibako.chapters.contract.plans.queries import locked_contract_of
from fumibako.chapters.contract.plans.rules import GIGABYTE, check_accounts_max
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.state import Aspect

_LIMITS: Mapping[str, tuple[str, int]] = {
    Effect.ACCOUNTS: ("accounts_max", 1),
    Effect.WEB_DISK: ("web_disk_bytes", GIGABYTE),
}
"""The contract's limit, and how much of it a unit of the catalogue is."""


def added_by_orders(customer: Customer) -> dict[str, int]:
    """What the orders in use add to the limits of the contract's plan, by the limit's field."""
    added = {field: 0 for field, _ in _LIMITS.values()}
    for order in Order.objects.select_related("option").filter(customer=customer, state=State.ACTIVE):
        if order.option.effect not in _LIMITS:
            continue
        field, unit = _LIMITS[order.option.effect]
        added[field] += order.packs * order.amount * unit
    return added


def take_effect(order: Order, direction: int) -> None:
    """direction: 1 when it begins, -1 when it ends. Inside a transaction. Raises BadLimit beyond what a contract may
    have."""
    if order.option.effect == Effect.CERTIFICATE:
        return  # It comes from an authority: the operator installs it (chapters/console/orders).
    if order.option.effect not in _LIMITS:
        # It is in use while an order is; daemons learn of it with their domain.
        publishing.request(Aspect.DOMAIN, *order.customer.domains.values_list("name", flat=True))
        return
    field, unit = _LIMITS[order.option.effect]
    contract = locked_contract_of(order.customer)
    value = getattr(contract, field) + direction * order.packs * order.amount * unit
    if direction > 0 and field == "accounts_max":
        check_accounts_max(value)
    setattr(contract, field, max(value, 1))
    contract.save(update_fields=[field])
    if field == "web_disk_bytes":
        publishing.request(Aspect.SITE, *order.customer.domains.filter(alias_of=None).values_list("name", flat=True))
