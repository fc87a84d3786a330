"""What a plan may say, rule by rule: services ask them one after another, forms all at once."""

import re
from collections.abc import Mapping

from fumibako.chapters.contract.plans import errors
from fumibako.chapters.contract.plans.rules import GIGABYTE, MAX_MAIL_DISK
from fumibako.groundwork.names import is_name

SIZES: Mapping[str, int] = {
    "mail_disk_bytes": GIGABYTE,
    "mailbox_quota_bytes": GIGABYTE // 1024,
    "web_disk_bytes": 0,
    "builder_disk_bytes": 0,
}
"""The sizes of a plan, and the least of each."""


def check_code(text: str) -> str:
    """Raises BadPlanCode."""
    if not re.fullmatch(r"[a-z0-9-]{1,40}", text):
        raise errors.BadPlanCode
    return text


def check_name(text: str) -> str:
    """Raises BadPlanName."""
    text = text.strip()
    if not text or not is_name(text, most=60):
        raise errors.BadPlanName
    return text


def check_size(field: str, size: int) -> int:
    """Raises BadDisk."""
    if not SIZES[field] <= size <= MAX_MAIL_DISK:
        refusal = errors.BadDisk(least=f"{SIZES[field] / GIGABYTE:.3g}", most=f"{MAX_MAIL_DISK // GIGABYTE:,}")
        refusal.field = field
        raise refusal
    return size
