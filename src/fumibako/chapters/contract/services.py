"""Making and changing contracts."""

from django.utils import timezone

from fumibako.chapters.contract.errors import BadLimit, NoSuchPlan
from fumibako.chapters.contract.models import Contract, Plan
from fumibako.chapters.contract.queries import locked_contract_of
from fumibako.groundwork.tenancy.models import Customer

MOST_ACCOUNTS = 100_000
GIGABYTE = 1 << 30
MOST_MAIL_DISK = 100_000 * GIGABYTE


def add_contract(
    *, customer: Customer, plan_code: str, accounts_max: int | None = None, mail_disk_bytes: int | None = None
) -> Contract:
    """The plan's limits, and others where they are given. Raises NoSuchPlan, BadLimit."""
    plan = Plan.objects.filter(code=plan_code).first()
    if plan is None:
        raise NoSuchPlan(code=plan_code[:60])
    accounts_max = plan.accounts_max if accounts_max is None else accounts_max
    mail_disk_bytes = plan.mail_disk_bytes if mail_disk_bytes is None else mail_disk_bytes
    _check(accounts_max, 1, mail_disk_bytes)
    return Contract.objects.create(
        customer=customer,
        plan=plan,
        accounts_max=accounts_max,
        mail_disk_bytes=mail_disk_bytes,
        mailbox_quota_bytes=plan.mailbox_quota_bytes,
        web_disk_bytes=plan.web_disk_bytes,
        builder_disk_bytes=plan.builder_disk_bytes,
        starts_on=timezone.localdate(),
    )


def change_contract(*, customer: Customer, accounts_used: int, accounts_max: int, mail_disk_bytes: int) -> None:
    """Other limits from now on, never fewer accounts than are in use. Inside a transaction. Raises BadLimit."""
    contract = locked_contract_of(customer)
    _check(accounts_max, max(1, accounts_used), mail_disk_bytes)
    contract.accounts_max, contract.mail_disk_bytes = accounts_max, mail_disk_bytes
    contract.save(update_fields=["accounts_max", "mail_disk_bytes"])


def _check(accounts_max: int, least_accounts: int, mail_disk_bytes: int) -> None:
    if not least_accounts <= accounts_max <= MOST_ACCOUNTS:
        raise BadLimit("accounts_max", least=least_accounts, most=MOST_ACCOUNTS)
    if not GIGABYTE <= mail_disk_bytes <= MOST_MAIL_DISK:
        raise BadLimit("mail_disk_gigabytes", least=1, most=MOST_MAIL_DISK // GIGABYTE)
