"""What can be asked of a site's files, rule by rule (D1)."""

import re

from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.hosting.files import errors
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.sites.queries import web_bytes

MAX_TEXT_BYTES = 1 << 20
MAX_UPLOAD_BYTES = 512 << 20
"""Of one request: nginx takes no more (machine/daemons/nginx)."""
_MODE = re.compile(r"[0-7]{3}")


def check_mode(text: str) -> int:
    """Raises BadMode."""
    if not _MODE.fullmatch(text):
        raise errors.BadMode
    return int(text, 8)


def check_text_size(name: str, number: int) -> None:
    """Raises TextTooLarge."""
    if number > MAX_TEXT_BYTES:
        raise errors.TextTooLarge(name=name, most=MAX_TEXT_BYTES >> 10)


def space_of(site: Site) -> int:
    """How many bytes may be added. Raises SizeUnknown."""
    customer = site.domain.customer
    used = web_bytes(customer)
    if used is None:
        raise errors.SizeUnknown
    return max(0, contract_of(customer).web_disk_bytes - used)
