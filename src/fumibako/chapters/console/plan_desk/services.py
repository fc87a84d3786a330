"""What the operator does to plans (E1)."""

from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction

from fumibako.chapters.console.plan_desk import errors, rules
from fumibako.chapters.contract.options.effects import added_by_orders
from fumibako.chapters.contract.options.models import Order, State
from fumibako.chapters.contract.plans.errors import PlanTaken
from fumibako.chapters.contract.plans.models import Plan
from fumibako.chapters.contract.plans.queries import locked_contract_of
from fumibako.chapters.contract.plans.rules import check_accounts_max, check_plan
from fumibako.chapters.hosting.sites.services import publish_sites
from fumibako.chapters.mail.accounts.queries import accounts_used
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.tenancy.models import Customer

LIMITS = ("accounts_max", *rules.SIZES)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a plan is to hold; the fields are Plan's."""

    name_ja: str
    name_en: str
    accounts_max: int
    mail_disk_bytes: int
    mailbox_quota_bytes: int
    web_disk_bytes: int
    builder_disk_bytes: int
    has_site_builder: bool
    has_printed_notice: bool


def add_plan(*, actor: Actor, code: str, wanted: Wanted) -> Plan:
    """Raises BadPlanCode, PlanTaken, BadPlanName, BadLimit."""
    code, values = rules.check_code(code), _checked(wanted)
    try:
        with transaction.atomic():
            plan = Plan.objects.create(code=code, **values)
            record(actor, "plan.add", code)
    except IntegrityError as error:
        raise PlanTaken(code=code) from error
    return plan


def change_plan(*, actor: Actor, plan: Plan, wanted: Wanted) -> None:
    """For contracts made from now on; those that there are keep their limits. Whether there is a site builder and a
    printed notice holds for all of them at once. Raises BadPlanName, BadLimit."""
    values = _checked(wanted)
    for field, value in values.items():
        setattr(plan, field, value)
    with transaction.atomic():
        plan.save(update_fields=list(values))
        record(actor, "plan.change", plan.code, limits={field: values[field] for field in LIMITS})


def move_contract(*, actor: Actor, customer: Customer, plan_code: str) -> None:
    """Another plan from now on: its limits and what orders in use add to them. Raises NoSuchPlan, OptionsNotInPlan,
    TooManyForPlan."""
    plan = check_plan(plan_code)
    with transaction.atomic():
        contract = locked_contract_of(customer)
        alive = Order.objects.filter(customer=customer, state__in=(State.REQUESTED, State.ACTIVE))
        foreign = alive.exclude(option__plans=plan).values_list("option__code", flat=True).distinct()
        if foreign:
            raise errors.OptionsNotInPlan(options=", ".join(sorted(foreign)))
        added = added_by_orders(customer)
        limits = {field: getattr(plan, field) + added.get(field, 0) for field in LIMITS}
        used = accounts_used(customer)
        if used > limits["accounts_max"]:
            raise errors.TooManyForPlan(used=f"{used:,}", most=f"{limits['accounts_max']:,}")
        contract.plan = plan
        for field, limit in limits.items():
            setattr(contract, field, limit)
        contract.save(update_fields=["plan", *limits])
        publish_sites(customer)
        record(actor, "contract.move", customer.name, customer_number=customer.number, plan=plan.code)


def _checked(wanted: Wanted) -> dict[str, object]:
    for name in (wanted.name_ja, wanted.name_en):
        rules.check_name(name)
    check_accounts_max(wanted.accounts_max)
    for field in rules.SIZES:
        rules.check_size(field, getattr(wanted, field))
    return asdict(wanted)
