"""While the demo is being made, the homes say so."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.demo.filling.queries import filling_job
from fumibako.groundwork.ui.alerts import Alert, Tone


def for_everybody(request: HttpRequest) -> Iterator[Alert]:
    job = filling_job()
    if job is None:
        return
    percent = job.done * 100 // job.total if job.total else 0
    title = gettext("The demo is being filled: %(percent)s %%.") % {"percent": percent}
    yield Alert(Tone.INFO, title, _("Customers, mail and sites appear one after the other. You can begin already."))
