"""Restoring mail: one's own, or that of any account of the domain (B17)."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts_of
from fumibako.chapters.mail.mail_restore import queries, services
from fumibako.chapters.mail.mail_restore.errors import CopiesAway
from fumibako.chapters.mail.mail_restore.forms import ChooseFolders, ChooseMails
from fumibako.chapters.mail.mail_restore.jobs import NAME
from fumibako.chapters.mail.requests import MemberRequest, own_account
from fumibako.groundwork.jobs import owners
from fumibako.groundwork.jobs.queries import jobs_of
from fumibako.groundwork.rules import Refused

SHOWN_JOBS, SHOWN_ACCOUNTS = 5, 200
show = require_http_methods(["GET", "POST"])


@show
def own(request: MemberRequest) -> HttpResponse:
    return _page(request, request.mailbox, is_own=True, place=reverse("usermenu:restore"))


@show
def of_account(request: MemberRequest, address: str) -> HttpResponse:
    mailbox = own_account(request, address)
    return _page(request, mailbox, is_own=False, place=reverse("adminmenu:restore_account", args=(address,)))


@require_GET
def accounts(request: MemberRequest) -> HttpResponse:
    """Whose mail is to be restored; accounts that are gone first."""
    search = request.GET.get("search", "")[:100]
    context: dict[str, Any] = {
        "search": search,
        "accounts": accounts_of(request.domain, search=search)[:SHOWN_ACCOUNTS],
    }
    try:
        context["gone"] = queries.gone_accounts(request.domain)
    except CopiesAway as refusal:
        context["away"] = refusal
    return render(request, "mail_restore/accounts.html", context)


@show
def own_mails(request: MemberRequest) -> HttpResponse:
    """Mails of one folder, chosen by hand."""
    day, folder = _day(request.GET.get("day", "")), request.GET.get("folder", "")
    owner = owners.login(request.mailbox.login_id)
    if day is None:
        return redirect("usermenu:restore")
    try:
        mails, number = queries.lost_mails(request.mailbox, day, folder)
    except Refused as refusal:
        status = 200 if isinstance(refusal, CopiesAway) else 422
        context = {"mailbox": request.mailbox, "is_own": True, "place": reverse("usermenu:restore"), "away": refusal}
        return render(request, "mail_restore/days.html", context, status=status)
    form = ChooseMails(request.POST if request.method == "POST" else None, there=mails)
    if request.method == "POST" and form.is_valid():
        try:
            job = services.restore_chosen(
                actor=request.actor,
                mailbox=request.mailbox,
                day=day,
                folder=folder,
                uids=form.cleaned_data["uids"],
                owner=owner,
                is_own=True,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("jobs:job", job.pk)
    context = {"form": form, "day": day, "folder": folder, "mails": mails, "number": number}
    context["chosen"] = request.POST.getlist("uids")
    return render(request, "mail_restore/mails.html", context, status=422 if form.errors else 200)


def _page(request: MemberRequest, mailbox: Mailbox, *, is_own: bool, place: str) -> HttpResponse:
    owner = owners.login(request.mailbox.login_id)
    context: dict[str, Any] = {"mailbox": mailbox, "is_own": is_own, "place": place}
    context["jobs"] = jobs_of((owner,), NAME)[:SHOWN_JOBS]
    try:
        context["days"] = queries.days_of(mailbox, is_own=is_own)
        day = _day(request.GET.get("day", ""))
        if day is None:
            return render(request, "mail_restore/days.html", context)
        there = queries.folders_of(mailbox, day, is_own=is_own)
    except Refused as refusal:
        status = 200 if isinstance(refusal, CopiesAway) else 422
        return render(request, "mail_restore/days.html", {**context, "away": refusal}, status=status)
    form = ChooseFolders(request.POST if request.method == "POST" else None, there=there)
    if request.method == "POST" and form.is_valid():
        try:
            job = services.restore_mail(
                actor=request.actor,
                mailbox=mailbox,
                day=day,
                folders=form.cleaned_data["folders"],
                owner=owner,
                is_own=is_own,
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return redirect("jobs:job", job.pk)
    context |= {"form": form, "day": day, "folders": there, "chosen": request.POST.getlist("folders")}
    return render(request, "mail_restore/folders.html", context, status=422 if form.errors else 200)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Http404 from error
