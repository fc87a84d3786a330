"""Making contracts."""

from django.utils import timezone

from fumibako.chapters.contract.errors import BadLimit, NoSuchPlan
from fumibako.chapters.contract.models import Contract, Plan
from fumibako.groundwork.tenancy.models import Customer

MOST_ACCOUNTS = 100_000


def add_contract(*, customer: Customer, plan_code: str, accounts_max: int | None = None) -> Contract:
    """The plan's limits, and another number of accounts where one is given. Raises NoSuchPlan, BadLimit."""
    plan = Plan.objects.filter(code=plan_code).first()
    if plan is None:
        raise NoSuchPlan(code=plan_code[:60])
    if accounts_max is not None and not 1 <= accounts_max <= MOST_ACCOUNTS:
        raise BadLimit("accounts_max", least=1, most=MOST_ACCOUNTS)
    return Contract.objects.create(
        customer=customer,
        plan=plan,
        accounts_max=accounts_max or plan.accounts_max,
        mail_disk_bytes=plan.mail_disk_bytes,
        mailbox_quota_bytes=plan.mailbox_quota_bytes,
        web_disk_bytes=plan.web_disk_bytes,
        builder_disk_bytes=plan.builder_disk_bytes,
        starts_on=timezone.localdate(),
    )
