"""Accounts whose sending is paused: most likely somebody has their password (B13)."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.sending_limits.queries import pause_of, pauses_of
from fumibako.groundwork.ui.alerts import Alert, Tone

SHOWN = 5


def for_administrator(request: MemberRequest) -> Iterator[Alert]:
    paused = [pause.mailbox.address for pause in pauses_of(request.customer)]
    if paused:
        title = ngettext(
            "Sending from %(number)s account is paused: it sent to too many recipients.",
            "Sending from %(number)s accounts is paused: they sent to too many recipients.",
            len(paused),
        )
        yield Alert(
            *(Tone.DANGER, title % {"number": f"{len(paused):,}"}),
            _("Most likely somebody else knows the password. Change it before you release the account."),
            *(reverse("adminmenu:limits"), _("Sending limits")),
            items=tuple(paused[:SHOWN]),
        )


def for_user(request: MemberRequest) -> Iterator[Alert]:
    if pause_of(request.mailbox):
        yield Alert(
            *(Tone.DANGER, _("You cannot send mail now: too many recipients were written to from this account.")),
            _(
                "If it was not you, somebody else knows your password: change it. Your administrator can release"
                " sending."
            ),
            *(reverse("usermenu:password"), _("Change the password")),
        )
