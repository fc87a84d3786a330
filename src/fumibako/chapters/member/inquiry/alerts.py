"""Inquiries that nobody has answered, for the operator."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fumibako.chapters.member.inquiry.models import Inquiry
from fumibako.groundwork.ui.alerts import Alert, Tone


def for_operator(request: HttpRequest) -> Iterator[Alert]:
    number = Inquiry.objects.filter(status=Inquiry.Status.OPEN).count()
    if number:
        title = ngettext("%(number)s inquiry waits for an answer.", "%(number)s inquiries wait for an answer.", number)
        url = reverse("console:inquiries")
        yield Alert(Tone.INFO, title % {"number": f"{number:,}"}, url=url, link=_("Inquiries"))
