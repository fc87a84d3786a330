"""What a contract may be, rule by rule: services ask them one after another, forms all at once."""

from datetime import date

from fumibako.chapters.contract.plans import errors
from fumibako.chapters.contract.plans.models import PaymentMethod, Plan

MAX_ACCOUNTS = 100_000
GIGABYTE = 1 << 30
MAX_MAIL_DISK = 100_000 * GIGABYTE
MAX_PERIOD_MONTHS = 120


def check_plan(code: str) -> Plan:
    """Raises NoSuchPlan."""
    plan = Plan.objects.filter(code=code).first()
    if plan is None:
        raise errors.NoSuchPlan(code=code[:60])
    return plan


def check_accounts_max(accounts_max: int, used: int = 0) -> int:
    """used: how many there are now. Raises BadLimit, FewerThanUsed."""
    if 0 < used > accounts_max:
        raise errors.FewerThanUsed(used=f"{used:,}", most=f"{MAX_ACCOUNTS:,}")
    if not 1 <= accounts_max <= MAX_ACCOUNTS:
        raise errors.BadLimit(least=1, most=f"{MAX_ACCOUNTS:,}")
    return accounts_max


def check_mail_disk(mail_disk_bytes: int) -> int:
    """Raises BadDisk."""
    if not GIGABYTE <= mail_disk_bytes <= MAX_MAIL_DISK:
        raise errors.BadDisk(least=1, most=f"{MAX_MAIL_DISK // GIGABYTE:,}")
    return mail_disk_bytes


def check_payment_method(method: str) -> str:
    """Raises NoSuchPayment."""
    if method not in PaymentMethod.values:
        raise errors.NoSuchPayment
    return method


def check_period(months: int) -> int:
    """Raises BadPeriod."""
    if not 1 <= months <= MAX_PERIOD_MONTHS:
        raise errors.BadPeriod(most=MAX_PERIOD_MONTHS)
    return months


def check_first_payment(day: date, starts_on: date) -> date:
    """Return the first day of its month. Raises PaidBeforeStart."""
    first = day.replace(day=1)
    if first < starts_on.replace(day=1):
        raise errors.PaidBeforeStart
    return first


def check_end(ends_on: date, starts_on: date) -> date:
    """Raises BeforeStart."""
    if ends_on < starts_on:
        raise errors.BeforeStart
    return ends_on
