"""The misdelivery guard, by the administrator (B13)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.guard import services
from fumibako.chapters.webmail.guard.forms import SetSendingPolicy
from fumibako.chapters.webmail.guard.queries import policy_of
from fumibako.groundwork.rules import Refused


@require_http_methods(["GET", "POST"])
def policy(request: MemberRequest) -> HttpResponse:
    now = policy_of(request.customer)
    initial = {name: getattr(now, name) for name in ("is_confirmed", "copy_to", "most_domains")}
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
