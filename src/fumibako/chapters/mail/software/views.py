"""One's own settings sheet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.software.servers import servers


@require_GET
def sheet(request: MemberRequest) -> HttpResponse:
    return render(request, "software/sheet.html", {"mailbox": request.mailbox, "servers": servers()})
