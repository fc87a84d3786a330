"""The member site's first page (A1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fumibako.chapters.identity.forms import MemberLogin
from fumibako.chapters.identity.views import menu_of
from fumibako.chapters.mail.accounts.models import Mailbox


@require_GET
def top(request: HttpRequest) -> HttpResponse:
    mailbox: Mailbox | None = getattr(request, "mailbox", None)
    context = {"form": MemberLogin(), "mailbox": mailbox, "menu_url": menu_of(mailbox) if mailbox else ""}
    return render(request, "membersite/top.html", context)
