"""What the menus say of a contract's mail use."""

from fumibako.chapters.mail.disk_quota.levels import Level, level_of
from fumibako.chapters.mail.disk_quota.models import DiskUse
from fumibako.groundwork.tenancy.models import Customer


def level_now(customer: Customer, limit: int) -> Level:
    row = DiskUse.objects.filter(customer=customer).first()
    return level_of(row.used_bytes, limit) if row else Level.FINE
