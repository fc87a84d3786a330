"""A forwarding that is on: mail goes elsewhere, which its user should see."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.forwarding.queries import forwarding_of
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.ui.alerts import Alert, Tone


def for_user(request: MemberRequest) -> Iterator[Alert]:
    forwarding = forwarding_of(request.mailbox)
    if forwarding and forwarding.is_on:
        title = gettext("New mail is forwarded to %(targets)s.") % {"targets": ", ".join(forwarding.targets)}
        yield Alert(Tone.INFO, title, url=reverse("usermenu:forwarding"), link=_("Forwarding"))
