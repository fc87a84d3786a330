"""Old mail (C9): one's own, and any account's by the administrator; the domain's retention."""

from datetime import date, timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.old_mail import services
from fumibako.chapters.mail.old_mail.errors import OldMailAway
from fumibako.chapters.mail.old_mail.forms import AskOldMail, DeleteOldMail, SetRetention, SetStandingRule, a_year_ago
from fumibako.chapters.mail.old_mail.models import Sweep
from fumibako.chapters.mail.old_mail.queries import Doomed, doomed, old_mails, old_mails_of_domain, retention_of
from fumibako.chapters.mail.requests import MemberRequest, own_and_of_account
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.dovecot.control import ARCHIVE, OldMails

STANDARD_FOLDERS = ("INBOX", "Drafts", "Sent", "Junk", "Trash")


@require_http_methods(["GET", "POST"])
def _old_mail(request: MemberRequest, mailbox: Mailbox) -> HttpResponse:
    """GET counts; POST with `archive` moves; else it asks first and deletes when it is sent with `sure`."""
    deletion = DeleteOldMail(request.POST or None)
    if request.method == "POST" and deletion.is_valid():
        given = deletion.cleaned_data
        if "archive" in request.POST:
            return _archive(request, mailbox, **given)
        if "sure" not in request.POST:
            return render(request, "old_mail/delete.html", _deletion(mailbox, **given))
        try:
            is_done = services.delete_old_mails(actor=request.actor, mailbox=mailbox, **given)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            done, going_on = _("The old mail has been deleted."), _("The old mail is being deleted.")
            messages.success(request, done if is_done else going_on)
        return redirect(f"{request.path}?before={given['before'].isoformat()}")
    form = AskOldMail(request.GET if "before" in request.GET else None)
    before = form.cleaned_data["before"] if form.is_valid() else a_year_ago()
    found: list[OldMails] = []
    away = ""
    try:
        found = old_mails(mailbox, before)
    except OldMailAway as refusal:
        away = str(refusal)
    context = {
        "form": form,
        "mailbox": mailbox,
        "is_own": mailbox == request.mailbox,
        "before": before,
        "found": [(folder, folder.folder.split("/")[0] != ARCHIVE) for folder in found],
        "bytes": sum(folder.bytes for folder in found),
        "away": away,
    }
    return render(request, "old_mail/old_mail.html", context, status=422 if form.errors or deletion.errors else 200)


def _deletion(mailbox: Mailbox, folder: str, before: date) -> dict[str, object]:
    """What would be deleted. found: None where it cannot be told now."""
    context: dict[str, object] = {"mailbox": mailbox, "folder": folder, "before": before, "found": None}
    try:
        counted = (each for each in old_mails(mailbox, before) if each.folder == folder)
        context["found"] = next(counted, OldMails(folder, 0, 0))
    except OldMailAway as refusal:
        context["away"] = str(refusal)
    return context


def _archive(request: MemberRequest, mailbox: Mailbox, folder: str, before: date) -> HttpResponse:
    try:
        is_done = services.archive_old_mails(actor=request.actor, mailbox=mailbox, folder=folder, before=before)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        done, going_on = _("The old mail is in the archive now."), _("The old mail is being moved to the archive.")
        messages.success(request, done if is_done else going_on)
    return redirect(f"{request.path}?before={before.isoformat()}")


@require_http_methods(["GET", "POST"])
def _standing_rules(request: MemberRequest, mailbox: Mailbox) -> HttpResponse:
    """POST with `delete` ends a rule; else it asks first, and sets the rule when it is sent with `sure`."""
    if key := request.POST.get("delete"):
        rule = get_object_or_404(mailbox.standing_rules.all(), pk=key if key.isdecimal() else 0)
        services.delete_standing_rule(actor=request.actor, rule=rule)
        messages.success(request, _("The rule has been deleted."))
        return redirect(request.path)
    folders, away = _folders(mailbox)
    form = SetStandingRule(request.POST or None, folders=folders)
    if request.method == "POST" and form.is_valid():
        if "sure" not in request.POST:
            return render(request, "old_mail/rule_question.html", _question(mailbox, **form.cleaned_data))
        try:
            services.set_standing_rule(actor=request.actor, mailbox=mailbox, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The rule has been set."))
            return redirect(request.path)
    context = {
        "form": form,
        "mailbox": mailbox,
        "is_own": mailbox == request.mailbox,
        "rules": mailbox.standing_rules.all(),
        "doomed": [] if away else _doomed(mailbox),
        "retention": retention_of(mailbox.domain),
        "sweep": Sweep.objects.filter(mailbox=mailbox).first(),
        "away": away,
    }
    return render(request, "old_mail/rules.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def retention(request: MemberRequest) -> HttpResponse:
    """POST asks first where mail is going to be deleted, and sets it when it is sent with `sure`."""
    now = retention_of(request.domain)
    form = SetRetention(request.POST or None, initial={"is_on": now is not None, "days": now or 365})
    if request.method == "POST" and form.is_valid():
        days = form.cleaned_data["days"]
        if days is not None and "sure" not in request.POST:
            before = timezone.localdate() - timedelta(days=days)
            context = {"days": days, "before": before, "total": old_mails_of_domain(request.domain, before)}
            return render(request, "old_mail/retention_question.html", context)
        services.set_retention(actor=request.actor, domain=request.domain, days=days)
        messages.success(request, _("The retention period has been saved."))
        return redirect(request.path)
    return render(request, "old_mail/retention.html", {"form": form}, status=422 if form.errors else 200)


def _folders(mailbox: Mailbox) -> tuple[list[str], str]:
    """Those that hold mail, and those that every mailbox has; and why the mailbox cannot be read, if it cannot."""
    names, away = set(mailbox.standing_rules.values_list("folder", flat=True)), ""
    try:
        names |= {each.folder for each in old_mails(mailbox, timezone.localdate() + timedelta(days=2))}
    except OldMailAway as refusal:
        away = str(refusal)
    return [*STANDARD_FOLDERS, *sorted(names - set(STANDARD_FOLDERS))], away


def _doomed(mailbox: Mailbox) -> list[Doomed]:
    try:
        return doomed(mailbox, timezone.localdate())
    except OldMailAway:
        return []


def _question(mailbox: Mailbox, folder: str, days: int, *, archives: bool) -> dict[str, object]:
    """What the rule would delete at once. found: None where it cannot be told now."""
    before = timezone.localdate() - timedelta(days=days)
    context: dict[str, object] = {"mailbox": mailbox, "folder": folder, "days": days, "before": before, "found": None}
    context["archives"] = archives
    try:
        context["found"] = sum(each.messages for each in old_mails(mailbox, before) if each.folder == folder)
    except OldMailAway as refusal:
        context["away"] = str(refusal)
    return context


own_old_mail, old_mail_of_account = own_and_of_account(_old_mail)
own_standing_rules, standing_rules_of_account = own_and_of_account(_standing_rules)
