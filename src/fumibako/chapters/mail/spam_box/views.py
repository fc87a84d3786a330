"""Spam recovery (C8): one's own, and any account's by the administrator, who sees senders and subjects only."""

from email.utils import parseaddr

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.common_filter.queries import refused_senders
from fumibako.chapters.mail.own_filter.services import decide_sender
from fumibako.chapters.mail.requests import MemberRequest, own_and_of_account
from fumibako.chapters.mail.spam_box.forms import SetSummaryMail
from fumibako.chapters.mail.spam_box.models import SummaryMail
from fumibako.chapters.mail.spam_box.services import (
    SPAM,
    NotTaught,
    SpamBoxAway,
    release,
    set_summary_mail,
    spam_mails,
    stop_summary_mail,
    teach,
)
from fumibako.chapters.mail.spam_policy.queries import use_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.dovecot.control import SpamMail
from fumibako.machine.daemons.spamd.control import MIN_TAUGHT
from fumibako.machine.formats.numbers import number_of
from fumibako.machine.state.mail.filters import FilterAction


@require_http_methods(["GET", "POST"])
def _spam_box(request: MemberRequest, mailbox: Mailbox) -> HttpResponse:
    if request.method == "POST":
        uids = list(filter(None, map(number_of, request.POST.getlist("uid"))))[:200]
        try:
            if "spam" in request.POST:
                teach(actor=request.actor, mailbox=mailbox, folder=SPAM, uids=uids, is_spam=True)
                messages.success(request, _("The spam filter has learned from these mails."))
            else:
                _bring_back(request, mailbox, uids)
        except Refused as refusal:
            messages.error(request, str(refusal))
        return redirect(request.path)
    mails: list[SpamMail] = []
    number, away = 0, ""
    try:
        mails, number = spam_mails(mailbox)
    except SpamBoxAway as refusal:
        away = str(refusal)
    context = {
        "mailbox": mailbox,
        "is_own": mailbox == request.mailbox,
        "mails": mails,
        "number": number,
        "away": away,
        "ticked": request.GET.getlist("uid"),
        "least_taught": MIN_TAUGHT,
    }
    return render(request, "spam_box/spam_box.html", context)


def _bring_back(request: MemberRequest, mailbox: Mailbox, uids: list[int]) -> None:
    """Mails come back also where the filter cannot be taught. Raises Refused."""
    allowed = _senders(mailbox, uids) if "allow" in request.POST else []
    if "teach" in request.POST and uids:
        try:
            teach(actor=request.actor, mailbox=mailbox, folder=SPAM, uids=uids, is_spam=False)
        except NotTaught as refusal:
            messages.warning(request, str(refusal))
    release(actor=request.actor, mailbox=mailbox, uids=uids)
    words = ngettext("%(number)d mail is in the inbox now.", "%(number)d mails are in the inbox now.", len(uids))
    messages.success(request, words % {"number": len(uids)})
    if allowed:
        _allow(request, mailbox, allowed)


def _allow(request: MemberRequest, mailbox: Mailbox, senders: list[str]) -> None:
    """And say where that will not help. Raises Refused."""
    for sender in senders:
        decide_sender(actor=request.actor, mailbox=mailbox, sender=sender, action=FilterAction.ALLOW)
    if not use_of(mailbox).own_filter:
        messages.warning(request, _("This account does not use the individual filter, so allowing has no effect."))
        return
    refused = refused_senders(mailbox, senders)
    if refused:
        words = _(
            "The common filter refuses mail from %(senders)s before the individual filter is asked. The administrator"
            " has to change it."
        )
        messages.warning(request, words % {"senders": ", ".join(refused)})
    if told := [sender for sender in senders if sender not in refused]:
        messages.success(request, _("From now on allowed: %(senders)s") % {"senders": ", ".join(told)})


def _senders(mailbox: Mailbox, uids: list[int]) -> list[str]:
    """The addresses that the chosen mails name as their sender."""
    mails, _number = spam_mails(mailbox)
    found = (parseaddr(mail.sender)[1].lower() for mail in mails if mail.uid in uids)
    return list(dict.fromkeys(sender for sender in found if "@" in sender))


@require_http_methods(["GET", "POST"])
def _summary_mail(request: MemberRequest, mailbox: Mailbox) -> HttpResponse:
    form = SetSummaryMail(request.POST or None, initial=_as_set(SummaryMail.objects.filter(mailbox=mailbox).first()))
    if request.method == "POST" and form.is_valid():
        often, weekdays, hour = (form.cleaned_data[name] for name in ("often", "weekdays", "hour"))
        try:
            if often == "off":
                stop_summary_mail(actor=request.actor, mailbox=mailbox)
            else:
                set_summary_mail(actor=request.actor, mailbox=mailbox, weekdays=weekdays, hour=hour)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The summary mail has been set."))
            return redirect(request.path)
    context = {"form": form, "mailbox": mailbox, "is_own": mailbox == request.mailbox}
    return render(request, "spam_box/summary.html", context, status=422 if form.errors else 200)


def _as_set(row: SummaryMail | None) -> dict[str, object]:
    if row is None:
        return {"often": "off", "weekdays": list(range(5)), "hour": 9}
    weekdays = [int(day) for day in row.weekdays]
    return {"often": "daily" if len(weekdays) == 7 else "chosen", "weekdays": weekdays, "hour": row.hour}


own_spam_box, spam_box_of_account = own_and_of_account(_spam_box)
own_summary_mail, summary_mail_of_account = own_and_of_account(_summary_mail)
