"""Making and changing contracts."""

from dataclasses import dataclass
from datetime import date

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


@dataclass(frozen=True)
class Terms:
    """When a contract runs and how it is paid; the fields are Contract's. first_payment_on: any day of that month."""

    payment_method: str
    starts_on: date
    first_payment_on: date
    period_months: int
    ends_on: date | None


def change_terms(*, customer: Customer, terms: Terms) -> None:
    """Inside a transaction. Raises NoSuchPayment, BadPeriod, PaidBeforeStart, BeforeStart."""
    contract = locked_contract_of(customer)
    contract.payment_method = rules.check_payment_method(terms.payment_method)
    contract.starts_on = terms.starts_on
    contract.first_payment_on = rules.check_first_payment(terms.first_payment_on, terms.starts_on)
    contract.period_months = rules.check_period(terms.period_months)
    contract.ends_on = rules.check_end(terms.ends_on, terms.starts_on) if terms.ends_on else None
    contract.save(update_fields=["payment_method", "starts_on", "first_payment_on", "period_months", "ends_on"])
