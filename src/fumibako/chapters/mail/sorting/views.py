"""Sorting (C5): one's own, and any account's by the administrator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.own_filter.filter_rules import RulesChanged, order_sent
from fumibako.chapters.mail.requests import MemberRequest, own_and_of_account
from fumibako.chapters.mail.sorting import services
from fumibako.chapters.mail.sorting.errors import NothingFiled
from fumibako.chapters.mail.sorting.existing import Plan
from fumibako.chapters.mail.sorting.forms import WriteSortingRule, typed
from fumibako.chapters.mail.sorting.models import SortingRule
from fumibako.chapters.mail.sorting.queries import filed_number, planned
from fumibako.groundwork.jobs import owners
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail.condition import Comparison, Part

_GIVEN = ("conditions", "is_any", "folder", "marks_read", "is_flagged")


@require_http_methods(["GET", "POST"])
@done_once
def _sorting(request: MemberRequest, mailbox: Mailbox) -> HttpResponse:
    """`back` takes back what was sorted last. The list sends delete or up with the rule's key, or the order
    to which its rows were dragged; else a rule is added."""
    form = WriteSortingRule(
        None if {"delete", "up", "order", "back"} & request.POST.keys() else request.POST or None,
        initial=_given(request),
    )
    if key := request.POST.get("delete"):
        services.delete_sorting_rule(actor=request.actor, rule=_rule(mailbox, key))
        messages.success(request, _("The rule has been deleted."))
        return redirect(request.path)
    try:
        if "back" in request.POST:
            owner = owners.login(request.mailbox.login_id)
            job = services.take_back(actor=request.actor, mailbox=mailbox, owner=owner)
            return redirect("jobs:job", job.pk)
        if sent := order_sent(request.POST):
            services.order_sorting_rules(actor=request.actor, mailbox=mailbox, seen=sent[0], order=sent[1])
            return redirect(request.path)
    except (RulesChanged, NothingFiled) as refusal:
        messages.error(request, str(refusal))
        return redirect(request.path)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in _GIVEN}
        try:
            services.add_sorting_rule(actor=request.actor, mailbox=mailbox, **given)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The rule has been added."))
            return redirect(request.path)
    context = {
        "form": form,
        "mailbox": mailbox,
        "is_own": mailbox == request.mailbox,
        "rules": mailbox.sorting_rules.all(),
        "filed": filed_number(mailbox),
        "state": publication_of(Aspect.SIEVE, mailbox.address),
    }
    return render(request, "sorting/sorting.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def _inbox(request: MemberRequest, mailbox: Mailbox) -> HttpResponse:
    """GET counts what the rules would do to the inbox; POST begins to do it."""
    refused = ""
    try:
        if request.method == "POST":
            owner = owners.login(request.mailbox.login_id)
            job = services.sort_inbox(actor=request.actor, mailbox=mailbox, owner=owner)
            return redirect("jobs:job", job.pk)
        made = planned(mailbox)
    except Refused as refusal:
        made, refused = Plan(), str(refusal)
    context = {
        "mailbox": mailbox,
        "is_own": mailbox == request.mailbox,
        "plan": made,
        "folders": [(folder, len(uids)) for folder, uids in sorted(made.folders.items())],
        "read": len(made.read),
        "flagged": len(made.flagged),
        "refused": refused,
        "place": request.path.removesuffix("inbox/"),
    }
    return render(request, "sorting/inbox.html", context, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "POST"])
def _change(request: MemberRequest, mailbox: Mailbox, key: str) -> HttpResponse:
    rule = _rule(mailbox, key)
    form = WriteSortingRule(request.POST or None, initial=typed(rule), conditions=len(rule.conditions))
    place = request.path.rsplit("/", 2)[0] + "/"
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in _GIVEN}
        try:
            services.change_sorting_rule(actor=request.actor, rule=rule, **given)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The rule has been changed."))
            return redirect(place)
    context = {"form": form, "mailbox": mailbox, "place": place}
    return render(request, "sorting/rule.html", context, status=422 if form.errors else 200)


def _given(request: MemberRequest) -> dict[str, str]:
    """A rule for the sender of a mail, as the webmail's link names them."""
    sender = request.GET.get("sender", "")[:320]
    return {"part_1": Part.SENDER.value, "match_1": Comparison.IS.value, "text_1": sender} if sender else {}


def _rule(mailbox: Mailbox, key: str) -> SortingRule:
    rows = mailbox.sorting_rules.select_related("mailbox__domain__customer")
    return get_object_or_404(rows, pk=key if key.isdecimal() else 0)


own_sorting, sorting_of_account = own_and_of_account(_sorting)
own_inbox, inbox_of_account = own_and_of_account(_inbox)
change_own, change_of_account = own_and_of_account(_change)
