"""The member site's first page (A1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fumibako.chapters.identity.logins.forms import MemberLogin
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.mail.accounts.queries import mailbox_of
from fumibako.faces.gates import mailbox_here


def menu_of(login: Login) -> str:
    """Where a member begins: administrators and users have different menus."""
    mailbox = mailbox_of(login)
    return reverse("adminmenu:menu" if mailbox and mailbox.role else "usermenu:menu")


@require_GET
def top(request: HttpRequest) -> HttpResponse:
    mailbox = mailbox_here(request)
    menu_url = menu_of(mailbox.login) if mailbox else ""
    return render(request, "membersite/top.html", {"form": MemberLogin(), "mailbox": mailbox, "menu_url": menu_url})
