"""The user's first page (A6)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.mail.forwarding.queries import forwarding_of
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.usage.queries import mailbox_usage
from fumibako.faces.navigation import frequent
from fumibako.groundwork.features import Face


@require_GET
def menu(request: MemberRequest) -> HttpResponse:
    context = {
        "usage": mailbox_usage(request.mailbox),
        "forwarding": forwarding_of(request.mailbox),
        "last_login": sign_in_of(request, Login.Kind.MEMBER),
        "frequent": frequent(Face.USER, request.allows),
    }
    return render(request, "usermenu/menu.html", context)
