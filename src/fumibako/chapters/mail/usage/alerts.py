"""What a user's home says of a mailbox that fills up."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.usage.queries import usage_here
from fumibako.groundwork.ui.alerts import Alert, Tone

FEW_PERCENT, SOON_PERCENT, FULL = 80, 90, 100


def for_user(request: MemberRequest) -> Iterator[Alert]:
    usage, most = usage_here(request), request.mailbox.quota_bytes
    percent = usage.bytes * 100 // most if usage and most else 0
    way = (reverse("usermenu:old_mail"), _("Old mail"))
    if percent >= FULL:
        more = _("New mail is returned to its sender. Delete mail, and empty the trash.")
        yield Alert(Tone.DANGER, _("Your mailbox is full."), more, *way)
    elif percent >= FEW_PERCENT:
        tone = Tone.WARN if percent >= SOON_PERCENT else Tone.INFO
        yield Alert(tone, gettext("%(percent)s %% of your mailbox is used.") % {"percent": percent}, "", *way)
