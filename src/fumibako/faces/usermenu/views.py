"""The user's first page (A6)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fumibako.chapters.identity.logins.middleware import sign_in_of
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.usage.queries import usage_here
from fumibako.faces.navigation import frequent
from fumibako.groundwork.features import Face


@require_GET
def menu(request: MemberRequest) -> HttpResponse:
    context = {
        "usage": usage_here(request),
        "last_login": sign_in_of(request, Login.Kind.MEMBER),
        "frequent": frequent(Face.USER, request.allows),
    }
    return render(request, "usermenu/menu.html", context)
