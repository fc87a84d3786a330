"""The user's first page (A6)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

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
        "frequent": frequent(Face.USER, request.allows),
    }
    return render(request, "usermenu/menu.html", context)
