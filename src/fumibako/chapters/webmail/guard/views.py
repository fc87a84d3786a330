"""The misdelivery guard, by the administrator (B13)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.guard import services
from fumibako.chapters.webmail.guard.forms import RequireApproval, SetSendingPolicy
from fumibako.chapters.webmail.guard.queries import approval_rules_of, policy_of
from fumibako.groundwork.rules import Refused


@require_http_methods(["GET", "POST"])
def policy(request: MemberRequest) -> HttpResponse:
    now = policy_of(request.customer)
    initial = {name: getattr(now, name) for name in ("is_confirmed", "copy_to", "most_domains", "is_webmail_only")}
    initial["hold_minutes"] = now.hold_seconds // 60
    form = SetSendingPolicy(request.POST or None, initial=initial, customer=request.customer)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_sending_policy(actor=request.actor, customer=request.customer, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The misdelivery guard has been saved."))
            return redirect(request.path)
    return render(request, "guard/policy.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def approval(request: MemberRequest) -> HttpResponse:
    """Whose mail needs whose approval."""
    found = approval_rules_of(request.customer)
    if request.method == "POST" and request.POST.get("action") == "end":
        return _end(request)
    form = RequireApproval(request.POST or None, initial=_initial(request), customer=request.customer)
    if request.method == "POST" and form.is_valid():
        try:
            accounts = services.require_approval(actor=request.actor, customer=request.customer, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            words = ngettext(
                "Mail of %(number)d account to outside needs approval from now on.",
                "Mail of %(number)d accounts to outside needs approval from now on.",
                len(accounts),
            )
            messages.success(request, words % {"number": len(accounts)})
            return redirect("adminmenu:approval")
    return render(request, "guard/approval.html", {"form": form, "rows": found}, status=422 if form.errors else 200)


def _initial(request: MemberRequest) -> dict[str, str]:
    """Of the account that the address names."""
    rule = approval_rules_of(request.customer).filter(mailbox__address=request.GET.get("account", "")).first()
    if rule is None:
        return {}
    people = {"superior": rule.superior, "deputy": rule.deputy}
    return {"accounts": rule.mailbox.address} | {name: who.address if who else "" for name, who in people.items()}


def _end(request: MemberRequest) -> HttpResponse:
    try:
        account = request.POST.get("account", "")
        mailbox = services.end_approval(actor=request.actor, customer=request.customer, account=account)
        words = _("Mail of %(address)s goes out without approval from now on.")
        messages.success(request, words % {"address": mailbox.address})
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("adminmenu:approval")
