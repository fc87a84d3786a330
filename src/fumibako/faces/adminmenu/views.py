"""The administrator's first page (A5)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.mail.accounts.queries import accounts_used
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.usage.queries import domain_bytes, mailbox_usage
from fumibako.faces.navigation import frequent
from fumibako.groundwork.features import Face


@require_GET
def menu(request: MemberRequest) -> HttpResponse:
    context = {
        "contract": contract_of(request.customer),
        "accounts": accounts_used(request.customer),
        "mail_bytes": domain_bytes(request.domain),
        "usage": mailbox_usage(request.mailbox),
        "frequent": frequent(Face.ADMIN, request.allows),
        "now": timezone.now(),
    }
    return render(request, "adminmenu/menu.html", context)
