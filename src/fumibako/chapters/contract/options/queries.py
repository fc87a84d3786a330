"""Looking at the catalogue and at orders."""

from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Sum

from fumibako.chapters.contract.options.models import Effect, Option, Order, State
from fumibako.chapters.contract.options.rules import alive, is_orderable
from fumibako.chapters.contract.plans.models import Contract, Plan
from fumibako.groundwork.tenancy.models import Customer


@dataclass(frozen=True)
class Offer:
    """An option as one customer sees it. used: packs that are in use or ordered. lacks: the option that has to be
    ordered first."""

    option: Option
    used: int
    is_orderable: bool
    lacks: Option | None

    @property
    def left(self) -> int:
        return max(0, self.option.packs_max - self.used)


def catalogue() -> QuerySet[Option]:
    return Option.objects.select_related("requires").prefetch_related("plans").order_by("position", "pk")


def option(code: str) -> Option | None:
    return catalogue().filter(code=code).first()


def offers_to(customer: Customer, plan: Plan) -> list[Offer]:
    """What the catalogue has for a contract of that plan."""
    found = catalogue().filter(is_offered=True, plans=plan)
    return [
        Offer(option, packs_used(customer, option), is_orderable(option), lacking(customer, option)) for option in found
    ]


def lacking(customer: Customer, option: Option) -> Option | None:
    """The option that has to be ordered before this one."""
    base = option.requires
    return base if base and not alive(customer, base, State.REQUESTED, State.ACTIVE).exists() else None


def packs_used(customer: Customer, option: Option) -> int:
    alive = Order.objects.filter(customer=customer, option=option, state__in=(State.REQUESTED, State.ACTIVE))
    return alive.aggregate(packs=Sum("packs"))["packs"] or 0


def orders() -> QuerySet[Order]:
    """The newest first."""
    return Order.objects.select_related("customer", "option").order_by("-pk")


def orders_of(customer: Customer) -> QuerySet[Order]:
    return orders().filter(customer=customer)


def order(number: str) -> Order | None:
    return orders().filter(number=number.upper()).first()


def units(customer: Customer, effect: Effect) -> int:
    """How much of it the options in use add up to, in the effect's unit."""
    active = Order.objects.filter(customer=customer, option__effect=effect, state=State.ACTIVE)
    return active.aggregate(units=Sum(F("packs") * F("amount")))["units"] or 0


def has(customer: Customer, effect: Effect) -> bool:
    """Whether an option with that effect is in use."""
    return Order.objects.filter(customer=customer, option__effect=effect, state=State.ACTIVE).exists()


def abilities_of(customer: Customer) -> frozenset[str]:
    """What features may need of the contract: "site_builder" from its plan, "spam_option" where an option with that
    effect is offered to its plan or in use, and so on; "cabinet" where that option is in use."""
    contract = Contract.objects.select_related("plan").filter(customer=customer).first()
    if contract is None:
        return frozenset()
    in_use = Q(orders__customer=customer, orders__state=State.ACTIVE)
    found = Option.objects.filter(Q(is_offered=True, plans=contract.plan) | in_use).exclude(effect=Effect.NOTHING)
    of_plan = {"site_builder"} if contract.plan.has_site_builder else set()
    of_options = {f"{effect}_option" for effect in found.values_list("effect", flat=True)}
    return frozenset(of_plan | of_options | ({"cabinet"} if has(customer, Effect.CABINET) else set()))
