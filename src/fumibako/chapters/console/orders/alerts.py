"""Orders that wait for a decision, for the operator."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fumibako.chapters.contract.options.models import State
from fumibako.chapters.contract.options.queries import orders
from fumibako.groundwork.ui.alerts import Alert, Tone


def for_operator(request: HttpRequest) -> Iterator[Alert]:
    number = orders().filter(state=State.REQUESTED).count()
    if number:
        title = ngettext("%(number)s order waits for approval.", "%(number)s orders wait for approval.", number)
        url = f"{reverse('console:orders')}?state={State.REQUESTED}"
        yield Alert(Tone.INFO, title % {"number": f"{number:,}"}, url=url, link=_("Orders"))
