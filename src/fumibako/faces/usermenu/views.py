"""The user's first page (A6)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.usage.queries import usage_here
from fumibako.faces.navigation import frequent
from fumibako.groundwork.features import Face


@require_GET
def menu(request: MemberRequest) -> HttpResponse:
    context = {
        "usage": usage_here(request),
        "frequent": frequent(Face.USER, request.allows),
    }
    return render(request, "usermenu/menu.html", context)
