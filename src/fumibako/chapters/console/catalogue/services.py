"""What the operator does to the catalogue (E4)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from fumibako.chapters.contract.options import errors, rules
from fumibako.chapters.contract.options.models import Effect, Option
from fumibako.chapters.contract.plans.models import Plan
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What an entry of the catalogue is to say; the fields are Option's. requires: the code of another one, or ""."""

    name_ja: str
    name_en: str
    contents_ja: str
    contents_en: str
    packs_max: int
    price: int
    order_url: str = ""
    is_offered: bool = True
    at_once: bool = False
    position: int = 100
    requires: str = ""


def add_option(
    *, actor: Actor, code: str, wanted: Wanted, plans: Sequence[str], effect: str = "", amount: int = 0
) -> Option:
    """plans: the codes of those whose contracts may have it. What a pack does is said here and never changed: orders
    rest upon it. Raises BadOption."""
    code = rules.check_code(code)
    if effect != Effect.NOTHING and not 1 <= amount <= rules.MAX_AMOUNT:
        raise errors.NoAmount
    values = _checked(wanted, None)
    try:
        with transaction.atomic():
            option = Option.objects.create(code=code, effect=Effect(effect), amount=amount, **values)
            option.plans.set(Plan.objects.filter(code__in=plans))
            record(actor, "option.add", code)
    except IntegrityError as error:
        raise errors.CodeTaken(code=code) from error
    return option


def change_option(*, actor: Actor, option: Option, wanted: Wanted, plans: Sequence[str]) -> None:
    """Orders that there are keep their price and their packs. Raises BadOption."""
    values = _checked(wanted, option)
    with transaction.atomic():
        for field, value in values.items():
            setattr(option, field, value)
        option.save(update_fields=list(values))
        option.plans.set(Plan.objects.filter(code__in=plans))
        record(actor, "option.change", option.code)


def _checked(wanted: Wanted, option: Option | None) -> dict[str, object]:
    for name in (wanted.name_ja, wanted.name_en):
        rules.check_name(name)
    rules.check_number("packs_max", wanted.packs_max, 1, rules.MAX_PACKS)
    rules.check_number("price", wanted.price, 0, rules.MAX_PRICE)
    rules.check_number("position", wanted.position, 0, rules.MAX_PACKS)
    rules.check_order_url(wanted.order_url)
    base = Option.objects.filter(code=wanted.requires).first() if wanted.requires else None
    return {**asdict(wanted), "requires": rules.check_requirement(option, base)}
