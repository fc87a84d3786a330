"""What the home says of a contract's web disk (D1): also what PHP and databases have filled, which nobody stops."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.hosting.sites.queries import web_bytes
from fumibako.chapters.hosting.sites.web_disk import FULL, LINES, line_of
from fumibako.groundwork.ui.alerts import Alert, Tone

ALMOST_FULL = LINES[1]


def for_administrator(request: Any) -> Iterator[Alert]:
    """Nothing while the use is not known."""
    used, limit = web_bytes(request.customer), contract_of(request.customer).web_disk_bytes
    if used is not None and (found := alert_of(used, limit)):
        yield found


def alert_of(used: int, limit: int) -> Alert | None:
    """used, limit: bytes."""
    line, way = line_of(used, limit), (reverse("adminmenu:web"), _("Website overview"))
    if line == FULL:
        words = _(
            "Uploads, imports and new databases are refused. Delete files or databases that you no longer need; what"
            " your website's programs write counts, too."
        )
        return Alert(Tone.DANGER, _("The web disk is full."), words, *way)
    if line == ALMOST_FULL:
        words = _("Delete files or databases that you no longer need, before uploads are refused.")
        return Alert(Tone.WARN, _("The web disk is almost full."), words, *way)
    if line:
        return Alert(Tone.INFO, _("More than 80 percent of the web disk is used."), "", *way)
    return None
