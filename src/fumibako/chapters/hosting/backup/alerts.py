"""Nightly backups that fail."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.backup.models import BackupPlan
from fumibako.groundwork.ui.alerts import Alert, Tone
from fumibako.groundwork.ui.templatetags.ui import moment


def for_administrator(request: Any) -> Iterator[Alert]:
    plans = BackupPlan.objects.filter(site__domain__customer=request.customer, is_nightly=True)
    for plan in plans.exclude(failed_at=None).select_related("site__domain"):
        title = gettext("The nightly backup of %(domain)s failed.") % {"domain": plan.site.domain.name}
        text = gettext("Latest try: %(at)s. Make one by hand, and ask us if that fails, too.")
        words = text % {"at": moment(plan.failed_at) if plan.failed_at else ""}
        yield Alert(Tone.WARN, title, words, reverse("adminmenu:backup"), _("Backup"))
