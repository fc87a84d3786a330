"""Common filter of the domain (B6)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.common_filter import services
from fumibako.chapters.mail.common_filter.forms import TryMail
from fumibako.chapters.mail.common_filter.models import CommonRule
from fumibako.chapters.mail.common_filter.trial import tried
from fumibako.chapters.mail.own_filter.filter_rules import RulesChanged, WriteRule, order_sent
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect


@require_http_methods(["GET", "POST"])
@done_once
def common_filter(request: MemberRequest) -> HttpResponse:
    """The list sends delete or up with the rule's key, or the order to which its rows were dragged; `try` shows what
    the rules would do to a mail; else a rule is added."""
    form = WriteRule(None if {"delete", "up", "order", "try"} & request.POST.keys() else request.POST or None)
    trying = TryMail(request.POST if "try" in request.POST else None, auto_id="try_%s")
    if key := request.POST.get("delete"):
        services.delete_common_rule(actor=request.actor, rule=_rule(request, key))
        messages.success(request, _("The rule has been deleted."))
        return redirect(request.path)
    try:
        if sent := order_sent(request.POST):
            services.order_common_rules(actor=request.actor, domain=request.domain, seen=sent[0], order=sent[1])
            return redirect(request.path)
    except RulesChanged as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    if form.is_valid():
        try:
            services.add_common_rule(actor=request.actor, domain=request.domain, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The rule has been added."))
            return redirect(request.path)
    rules = list(request.domain.common_rules.all())
    trial = tried(request.domain, rules, trying.mail()) if trying.is_valid() else None
    state = publication_of(Aspect.DOMAIN_SIEVE, request.domain.name)
    context = {"form": form, "rules": rules, "trying": trying, "trial": trial, "state": state}
    return render(request, "common_filter/filter.html", context, status=422 if form.errors or trying.errors else 200)


@require_http_methods(["GET", "POST"])
def change_rule(request: MemberRequest, common_rule: str) -> HttpResponse:
    rule = _rule(request, common_rule)
    form = WriteRule(request.POST or None, initial=rule.typed())
    if form.is_valid():
        try:
            services.change_common_rule(actor=request.actor, rule=rule, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The rule has been changed."))
            return redirect("adminmenu:common_filter")
    context = {
        "form": form,
        "place": reverse("adminmenu:common_filter"),
        "where": _("Common filter"),
        "whose": request.domain.name,
    }
    return render(request, "mail/rule.html", context, status=422 if form.errors else 200)


def _rule(request: MemberRequest, key: str) -> CommonRule:
    rows = request.domain.common_rules.select_related("domain__customer")
    return get_object_or_404(rows, pk=key if key.isdecimal() else 0)
