"""Common filter of the domain (B6)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.common_filter import services
from fumibako.chapters.mail.common_filter.models import CommonRule
from fumibako.chapters.mail.own_filter.filter_rules import AddRule
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.rules import Refused


@require_http_methods(["GET", "POST"])
def common_filter(request: MemberRequest) -> HttpResponse:
    """Buttons of the list send delete or up with the rule's key; else a rule is added."""
    form = AddRule(None if {"delete", "up"} & request.POST.keys() else request.POST or None)
    if key := request.POST.get("delete"):
        services.delete_common_rule(actor=request.actor, rule=_rule(request, key))
        messages.success(request, _("The rule has been deleted."))
        return redirect(request.path)
    if key := request.POST.get("up"):
        services.move_common_rule_up(actor=request.actor, rule=_rule(request, key))
        return redirect(request.path)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_common_rule(actor=request.actor, domain=request.domain, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The rule has been added."))
            return redirect(request.path)
    context = {"form": form, "rules": request.domain.common_rules.all()}
    return render(request, "common_filter/filter.html", context, status=422 if form.errors else 200)


def _rule(request: MemberRequest, key: str) -> CommonRule:
    rows = request.domain.common_rules.select_related("domain__customer")
    return get_object_or_404(rows, pk=key if key.isdecimal() else 0)
