"""Mails of our own that could not be sent, for the operator (E6)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from fumibako.chapters.console.requests import OperatorRequest
from fumibako.groundwork.notices.queries import failed
from fumibako.machine.notices.wording import built_in

LATEST = 200


@require_GET
def listed(request: OperatorRequest) -> HttpResponse:
    language = get_language() or "ja"
    notices = [(notice, built_in(notice.key, language).subject) for notice in failed()[:LATEST]]
    return render(request, "unsent/list.html", {"notices": notices})
