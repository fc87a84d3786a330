"""Shared mailboxes of the administrator's domains (B16)."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.requests import MemberRequest, own_account
from fumibako.chapters.mail.shared import queries, services
from fumibako.chapters.mail.shared.forms import AddSharedMailbox, SetMembers
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.publish.queries import outcomes
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect

show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    found = queries.shared_of(request.customer)
    states = outcomes((Aspect.ACCOUNT,), [mailbox.address for mailbox in found])
    rows = [(mailbox, queries.members_of(mailbox), states.get(mailbox.address)) for mailbox in found]
    return render(request, "shared/list.html", {"rows": rows})


@show
@done_once
def add(request: MemberRequest) -> HttpResponse:
    form = AddSharedMailbox(request.POST or None, domain=request.domain)
    if request.method == "POST" and form.is_valid():
        try:
            mailbox = services.add_shared_mailbox(
                actor=request.actor,
                domain=request.domain,
                local_part=form.cleaned_data["local_part"],
                display_name=form.cleaned_data["display_name"],
                members=form.members(),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The mailbox %(address)s is shared.") % {"address": mailbox.address})
            return redirect("adminmenu:shared")
    return render(request, "shared/change.html", {"form": form}, status=422 if form.errors else 200)


@show
def change(request: MemberRequest, address: str) -> HttpResponse:
    mailbox = _shared(request, address)
    initial = {right.value: "\n".join(found) for right, found in queries.members_of(mailbox).items()}
    form = SetMembers(request.POST or None, initial=initial, domain=mailbox.domain, address=address)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_members(actor=request.actor, mailbox=mailbox, members=form.members())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The mailbox %(address)s is shared.") % {"address": address})
            return redirect("adminmenu:shared")
    context = {"form": form, "mailbox": mailbox}
    return render(request, "shared/change.html", context, status=422 if form.errors else 200)


@show
def stop(request: MemberRequest, address: str) -> HttpResponse:
    mailbox = _shared(request, address)
    if request.method == "POST":
        services.stop_sharing(actor=request.actor, mailbox=mailbox)
        messages.success(request, _("The mailbox %(address)s is no longer shared.") % {"address": address})
        return redirect("adminmenu:shared")
    return render(request, "shared/stop.html", {"mailbox": mailbox})


def _shared(request: MemberRequest, address: str) -> Mailbox:
    """Raises Http404, AnotherAdministrator."""
    mailbox = own_account(request, address)
    if request.method == "POST" and not mailbox.shares.exists():
        raise Http404
    return mailbox
