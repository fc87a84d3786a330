"""What an option and an order may be, rule by rule: services ask them one after another, forms all at once."""

import re

from fumibako.chapters.contract.options import errors
from fumibako.chapters.contract.options.models import Effect, Option
from fumibako.chapters.contract.plans.models import Plan
from fumibako.groundwork.names import is_name

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
