"""The administrator chooses the accounts that the second spam engine judges for (B10)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.accounts.queries import accounts_of
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.spam_engine import services
from fumibako.chapters.mail.spam_engine.forms import ChooseAccounts
from fumibako.chapters.mail.spam_engine.queries import accounts_max, chosen_of, number_chosen
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect


@require_http_methods(["GET", "POST"])
def accounts(request: MemberRequest) -> HttpResponse:
    there = list(accounts_of(request.domain))
    chosen, most = chosen_of(request.domain), accounts_max(request.customer)
    all_chosen = number_chosen(request.customer)
    form = ChooseAccounts(
        request.POST if request.method == "POST" else None,
        there=[mailbox.address for mailbox in there],
        elsewhere=all_chosen - len(chosen),
        most=most,
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_accounts(
                actor=request.actor, domain=request.domain, addresses=form.cleaned_data["accounts"]
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The accounts have been saved."))
            return redirect(request.path)
    context = {
        "form": form,
        "accounts": there,
        "chosen": set(request.POST.getlist("accounts")) if form.errors else chosen,
        "number": all_chosen,
        "most": most,
        "state": publication_of(Aspect.DOMAIN, request.domain.name),
    }
    return render(request, "spam_engine/accounts.html", context, status=422 if form.errors else 200)
