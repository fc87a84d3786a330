"""The administrator's first page (A5)."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.hosting.sites.queries import web_bytes
from fumibako.chapters.mail.accounts.queries import accounts_used
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.usage.queries import domain_bytes, mailbox_usage
from fumibako.faces.gates import session_here
from fumibako.faces.navigation import frequent
from fumibako.groundwork.features import Face


@require_GET
def menu(request: MemberRequest) -> HttpResponse:
    contract = contract_of(request.customer)
    context = {
        "contract": contract,
        "accounts": accounts_used(request.customer),
        "mail_bytes": domain_bytes(request.domain),
        "web_bytes": web_bytes(request.customer),
        "usage": mailbox_usage(request.mailbox),
        "frequent": frequent(Face.ADMIN, request.allows),
        "now": timezone.now(),
    }
    return render(request, "adminmenu/menu.html", context)


@require_POST
def choose_domain(request: MemberRequest) -> HttpResponse:
    """Work on another domain of the customer, until the session ends."""
    domain = request.customer.domains.filter(name=request.POST.get("domain", ""), alias_of__isnull=True).first()
    session = session_here(request)
    if domain is None or session is None:
        raise Http404
    session.domain = domain
    session.save(update_fields=["domain"])
    return redirect("adminmenu:menu")
