"""What the provider is called. Every page and mail asks."""

import logging
from collections.abc import Iterator

from django.db import Error
from django.utils import translation
from django.utils.translation import gettext as _

from fumibako.groundwork.brand.models import Branding

log = logging.getLogger("fumibako.branding")


def branding() -> Branding:
    """The provider as the operator described it, without the logo's bytes. While the database is away, pages that ask
    for nothing else still come, under the neutral name."""
    try:
        return Branding.objects.defer("logo").filter(pk=1).first() or Branding()
    except Error as error:
        log.warning("no branding: %s", error)
        return Branding()


def signature(language: str) -> str:
    """What stands below a mail of ours: the service and where help is; "" where the operator has said nothing."""
    found = branding()
    if not found.name:
        return ""
    with translation.override(language or "ja"):
        return "\n".join(("", "-- ", *_lines(found), ""))


def _lines(found: Branding) -> Iterator[str]:
    yield " / ".join(dict.fromkeys(filter(None, (found.service, found.company))))
    if found.support_phone:
        hours = f" ({found.support_hours})" if found.support_hours else ""
        yield _("Support: %(phone)s") % {"phone": found.support_phone + hours}
    if found.support_address:
        yield found.support_address
