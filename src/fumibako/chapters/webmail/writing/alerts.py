"""Mail that could not be sent: its writer takes it for sent (C1)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.writing.models import Submission
from fumibako.chapters.webmail.writing.outbox import waiting_of
from fumibako.groundwork.ui.alerts import Alert, Tone


def for_user(request: MemberRequest) -> Iterator[Alert]:
    number = waiting_of(request.mailbox).filter(state=Submission.State.FAILED).count()
    if number:
        title = ngettext(
            "%(number)s mail that you wrote was not sent.", "%(number)s mails that you wrote were not sent.", number
        )
        yield Alert(
            *(Tone.WARN, title % {"number": f"{number:,}"}),
            _("What could not be sent is a draft again. “Outbox” says why."),
            *(reverse("webmail:outbox"), _("Outbox")),
        )
