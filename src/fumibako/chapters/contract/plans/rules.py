"""What a contract may be, rule by rule: services ask them one after another, forms all at once."""

from fumibako.chapters.contract.plans import errors
from fumibako.chapters.contract.plans.models import Plan

MAX_ACCOUNTS = 100_000
GIGABYTE = 1 << 30
MAX_MAIL_DISK = 100_000 * GIGABYTE


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
