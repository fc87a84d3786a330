"""Mails of our own that could not be sent, for the operator."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fumibako.groundwork.notices.queries import failed
from fumibako.groundwork.ui.alerts import Alert, Tone


def for_operator(request: HttpRequest) -> Iterator[Alert]:
    number = failed().count()
    if number:
        title = ngettext("%(number)s notice could not be sent.", "%(number)s notices could not be sent.", number)
        yield Alert(Tone.WARN, title % {"number": f"{number:,}"}, url=reverse("console:unsent"), link=_("Details"))
