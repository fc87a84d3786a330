"""What an option and an order may be, rule by rule: services ask them one after another, forms all at once."""

import re

from django.db.models import QuerySet

from fumibako.chapters.contract.options import errors
from fumibako.chapters.contract.options.models import Effect, Option, Order, State
from fumibako.chapters.contract.plans.models import Plan
from fumibako.groundwork.names import is_name
from fumibako.groundwork.tenancy.models import Customer

MAX_PACKS = 999
MAX_PRICE = 10_000_000
MAX_AMOUNT = 10_000


def is_orderable(option: Option) -> bool:
    """Whether an order on My Page does anything."""
    return option.is_offered and not option.order_url and option.effect != Effect.NOTHING


def check_orderable(option: Option, plan: Plan) -> None:
    """Raises NotOrderable, NotInPlan."""
    if not is_orderable(option):
        raise errors.NotOrderable
    if not option.plans.filter(pk=plan.pk).exists():
        raise errors.NotInPlan


def check_base(option: Option, customer: Customer, *states: State) -> None:
    """Whether the customer has the option that this one needs, in one of the states and not cancelled. Raises
    NeedsOption."""
    if option.requires and not alive(customer, option.requires, *states).exists():
        raise errors.NeedsOption(option=option.requires.name)


def check_needed(option: Option, customer: Customer) -> None:
    """Whether nothing that is in use needs it. Raises NeededByOption."""
    for other in option.required_by.all():
        if alive(customer, other, State.ACTIVE).exists() and alive(customer, option, State.ACTIVE).count() == 1:
            raise errors.NeededByOption(option=other.name)


def alive(customer: Customer, option: Option, *states: State) -> QuerySet[Order]:
    """Its orders in these states that nobody has cancelled."""
    return Order.objects.filter(customer=customer, option=option, state__in=states, ends_on=None)


def check_requirement(option: Option | None, base: Option | None) -> Option | None:
    """base: what `option` (None: a new one) shall need. Raises BadRequirement."""
    if base is None:
        return None
    if base == option or base.requires_id or (option and option.required_by.exists()):
        raise errors.BadRequirement
    return base


def check_packs(packs: int, option: Option, used: int) -> int:
    """used: in use or ordered already. Raises BadPacks, TooManyPacks, NoPacksLeft."""
    left = option.packs_max - used
    if left < 1:
        raise errors.NoPacksLeft(most=option.packs_max)
    if 1 <= packs <= left:
        return packs
    if used and packs > left:
        raise errors.TooManyPacks(most=option.packs_max, used=used, left=left)
    raise errors.BadPacks(most=left)


def check_reason(text: str) -> str:
    """Raises BadReason."""
    text = text.strip()
    if not text or not is_name(text, most=200):
        raise errors.BadReason
    return text


def check_code(text: str) -> str:
    """Raises BadCode."""
    if not re.fullmatch(r"[a-z0-9-]{1,40}", text):
        raise errors.BadCode
    return text


def check_name(text: str) -> str:
    """Raises BadOption."""
    text = text.strip()
    if not text or not is_name(text, most=60):
        raise errors.BadOption
    return text


def check_number(field: str, number: int, least: int, most: int) -> int:
    """Raises BadNumber."""
    if not least <= number <= most:
        raise errors.BadNumber(field, least=f"{least:,}", most=f"{most:,}")
    return number


def check_order_url(url: str) -> str:
    """Raises BadOrderUrl."""
    url = url.strip()
    if url and not re.fullmatch(r"https://[A-Za-z0-9.-]+(:\d+)?(/[!-~]*)?", url):
        raise errors.BadOrderUrl
    return url
