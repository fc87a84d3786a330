"""What the watchdog found, and changes that no service took, for the operator."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.report import Report, read
from fumibako.groundwork.publish.queries import refused
from fumibako.groundwork.ui.alerts import Alert, Tone
from fumibako.groundwork.ui.templatetags.ui import whole


def for_operator(request: HttpRequest) -> Iterator[Alert]:
    url = reverse("console:health")
    report = read(settings.FUMIBAKO.health_file, timezone.now())
    if report.is_old:
        yield _silence(report, url)
    else:
        yield from _services(report, url)
    number = refused().count()
    if number:
        title = ngettext("%(number)s change was not applied.", "%(number)s changes were not applied.", number)
        yield Alert(Tone.DANGER, title % {"number": f"{number:,}"}, url=f"{url}#changes", link=_("Changes not applied"))


def _silence(report: Report, url: str) -> Alert:
    words = gettext("There is no report yet.")
    if report.at:
        words = gettext("Last report: %(moment)s.") % {"moment": whole(report.at)}
    more = gettext("Run “fumibako status” on the server.")
    return Alert(
        Tone.DANGER, _("The watchdog has not reported for a while."), f"{words} {more}", url, _("All services")
    )


def _services(report: Report, url: str) -> Iterator[Alert]:
    down = ngettext("%(number)s service is down.", "%(number)s services are down.", report.down)
    warned = ngettext("%(number)s service needs attention.", "%(number)s services need attention.", report.warnings)
    for tone, condition, title in ((Tone.DANGER, "down", down), (Tone.WARN, "warning", warned)):
        lines = [line for line in report.lines if line.condition == condition]
        if lines:
            items = tuple(
                gettext("%(title)s: %(trouble)s") % {"title": line.title, "trouble": line.trouble} for line in lines
            )
            number = {"number": f"{len(lines):,}"}
            yield Alert(tone, title % number, url=url, link=_("All services"), items=items)
