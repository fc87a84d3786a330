"""Making and changing contracts."""

from django.utils import timezone

from fumibako.chapters.contract.plans import rules
from fumibako.chapters.contract.plans.models import Contract
from fumibako.chapters.contract.plans.queries import locked_contract_of
from fumibako.chapters.contract.plans.terms import month_after
from fumibako.groundwork.tenancy.models import Customer


def add_contract(
    *, customer: Customer, plan_code: str, accounts_max: int | None = None, mail_disk_bytes: int | None = None
) -> Contract:
    """The plan's limits, and others where they are given. Raises NoSuchPlan, BadLimit."""
    plan = rules.check_plan(plan_code)
    accounts_max = plan.accounts_max if accounts_max is None else accounts_max
    mail_disk_bytes = plan.mail_disk_bytes if mail_disk_bytes is None else mail_disk_bytes
    today = timezone.localdate()
    return Contract.objects.create(
        customer=customer,
        plan=plan,
        accounts_max=rules.check_accounts_max(accounts_max),
        mail_disk_bytes=rules.check_mail_disk(mail_disk_bytes),
        mailbox_quota_bytes=plan.mailbox_quota_bytes,
        web_disk_bytes=plan.web_disk_bytes,
        builder_disk_bytes=plan.builder_disk_bytes,
        starts_on=today,
        first_payment_on=month_after(today),
    )


def change_contract(
    *, customer: Customer, accounts_used: int, accounts_max: int | None = None, mail_disk_bytes: int | None = None
) -> None:
    """Other limits from now on (None: as it is), never fewer accounts than are in use. Inside a transaction. Raises
    BadLimit."""
    contract = locked_contract_of(customer)
    if accounts_max is not None:
        contract.accounts_max = rules.check_accounts_max(accounts_max, accounts_used)
    if mail_disk_bytes is not None:
        contract.mail_disk_bytes = rules.check_mail_disk(mail_disk_bytes)
    contract.save(update_fields=["accounts_max", "mail_disk_bytes"])
