"""Individual filter (C7): one's own, and any account's by the administrator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.own_filter import services
from fumibako.chapters.mail.own_filter.filter_rules import RulesChanged, WriteRule, order_sent
from fumibako.chapters.mail.own_filter.models import OwnRule
from fumibako.chapters.mail.requests import MemberRequest, own_and_of_account
from fumibako.chapters.mail.spam_policy.queries import uses
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect


@require_http_methods(["GET", "POST"])
@done_once
def _filter(request: MemberRequest, mailbox: Mailbox) -> HttpResponse:
    """The list sends delete or up with the rule's key, or the order
    to which its rows were dragged; else a rule is added."""
    form = WriteRule(None if {"delete", "up", "order"} & request.POST.keys() else request.POST or None)
    if key := request.POST.get("delete"):
        services.delete_own_rule(actor=request.actor, rule=_rule(mailbox, key))
        messages.success(request, _("The rule has been deleted."))
        return redirect(request.path)
    try:
        if sent := order_sent(request.POST):
            services.order_own_rules(actor=request.actor, mailbox=mailbox, seen=sent[0], order=sent[1])
            return redirect(request.path)
    except RulesChanged as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_own_rule(actor=request.actor, mailbox=mailbox, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The rule has been added."))
            return redirect(request.path)
    context = {
        "form": form,
        "mailbox": mailbox,
        "is_own": mailbox == request.mailbox,
        "rules": mailbox.own_rules.all(),
        "is_used": uses(mailbox.address).own_filter,
        "state": publication_of(Aspect.SIEVE, mailbox.address),
    }
    return render(request, "own_filter/filter.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def _change(request: MemberRequest, mailbox: Mailbox, key: str) -> HttpResponse:
    rule = _rule(mailbox, key)
    form, place = WriteRule(request.POST or None, initial=rule.typed()), request.path.rsplit("/", 2)[0] + "/"
    if request.method == "POST" and form.is_valid():
        try:
            services.change_own_rule(actor=request.actor, rule=rule, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The rule has been changed."))
            return redirect(place)
    context = {"form": form, "place": place, "where": _("Allowed and refused senders"), "whose": mailbox.address}
    return render(request, "mail/rule.html", context, status=422 if form.errors else 200)


def _rule(mailbox: Mailbox, key: str) -> OwnRule:
    return get_object_or_404(
        mailbox.own_rules.select_related("mailbox__domain__customer"), pk=key if key.isdecimal() else 0
    )


own_filter, filter_of_account = own_and_of_account(_filter)
change_own, change_of_account = own_and_of_account(_change)
