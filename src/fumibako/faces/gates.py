"""What the gates share: binding a request to whoever is here, and sending the others to a login."""

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.sessions import remote_of
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.faces.adminmenu.menu import MENU as ADMINISTRATOR_MENU
from fumibako.faces.usermenu.menu import MENU as USER_MENU
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.ui.shell import Shell


def welcome(request: HttpRequest, mailbox: Mailbox) -> MemberRequest:
    """Bind the request to the mailbox, its domain and its customer: all that its pages can reach."""
    bound = cast(MemberRequest, request)
    bound.mailbox, bound.domain, bound.customer = mailbox, mailbox.domain, mailbox.domain.customer
    is_administrator = mailbox.is_administrator
    kind = Kind.ADMINISTRATOR if is_administrator else Kind.USER
    bound.actor = Actor(kind, mailbox.address, remote_of(request))
    bound.shell = Shell(
        title=_("Administrator menu") if is_administrator else _("User menu"),
        place=mailbox.domain.name if is_administrator else "",
        person=mailbox.address if not mailbox.display_name else mailbox.display_name,
        home=reverse("adminmenu:menu" if is_administrator else "usermenu:menu"),
        logout=reverse("membersite:logout"),
        menu=ADMINISTRATOR_MENU if is_administrator else USER_MENU,
    )
    return bound


def to_login(request: HttpRequest, login: str) -> HttpResponse:
    """Ask for a login, after which the page comes up. Whoever has sent something learns that it was not taken."""
    was_sent = request.method != "GET"
    if was_sent:
        messages.error(request, gettext("Your login had ended: what you sent was not saved. Log in and send it again."))
    way = {"next": request.path if was_sent else request.get_full_path()}
    return HttpResponseRedirect(f"{reverse(login)}?{urlencode(way)}")
