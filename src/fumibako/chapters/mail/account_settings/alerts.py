"""What the homes say of one's own account."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.logins.initial_passwords import initial_password_of
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.ui.alerts import Alert, Tone


def for_member(request: MemberRequest) -> Iterator[Alert]:
    if initial_password_of(request.mailbox.login):
        yield Alert(
            Tone.WARN,
            _("You are still using the initial password."),
            _("It stands on the registration notice, so others may have seen it. Choose a password of your own."),
            reverse("usermenu:password"),
            _("Change the password"),
        )
