"""What the webmail's pages share: a session for a request, and numbers in addresses."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.imap import Away, Gone, NotAllowed, NotIndexed, Session
from fumibako.machine.formats.numbers import number_of

View = Callable[[MemberRequest, Session], HttpResponse]


def session_of(request: MemberRequest) -> Session:
    """Raises Away."""
    return Session(settings.FUMIBAKO, request.mailbox.address)


def with_session(view: View) -> Callable[[MemberRequest], HttpResponse]:
    @wraps(view)
    def connected(request: MemberRequest) -> HttpResponse:
        try:
            with session_of(request) as session:
                return view(request, session)
        except NotAllowed:
            messages.error(request, _("Your rights in this shared mailbox do not allow that. Ask your administrator."))
            return redirect(folder_address(request.GET.get("folder", "INBOX")))
        except NotIndexed:
            return render(request, "reading/indexing.html", status=503)
        except Away:
            return render(request, "reading/away.html", status=503)
        except Gone:
            messages.error(request, _("This mail or folder is not there any more."))
            return redirect("webmail:menu")

    return connected


def wanted(request: MemberRequest) -> tuple[str, int]:
    """The mail that an address names: its folder and its UID."""
    return request.GET.get("folder", "INBOX"), number_of(request.GET.get("uid"))


def folder_address(name: str, **more: object) -> str:
    """The address of a folder's page."""
    asked = {"folder": name} | {key: value for key, value in more.items() if value}
    return f"{reverse('webmail:menu')}?{urlencode(asked)}"
