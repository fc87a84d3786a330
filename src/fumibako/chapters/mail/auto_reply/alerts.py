"""An auto-reply that answers now: easily forgotten after a journey."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.auto_reply.models import AutoReply
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.ui.alerts import Alert, Tone


def for_user(request: MemberRequest) -> Iterator[Alert]:
    reply, today = AutoReply.objects.filter(mailbox=request.mailbox, is_on=True).first(), timezone.localdate()
    if reply is None or (reply.starts_on and today < reply.starts_on) or (reply.ends_on and today > reply.ends_on):
        return
    title = gettext("The auto-reply is on.")
    if reply.ends_on:
        title = gettext("The auto-reply is on until %(day)s.") % {"day": f"{reply.ends_on:%Y/%m/%d}"}
    yield Alert(Tone.INFO, title, url=reverse("usermenu:auto_reply"), link=_("Auto-reply"))
