"""Old mail (C9): one's own, and any account's by the administrator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.old_mail.forms import AskOldMail, DeleteOldMail, a_year_ago
from fumibako.chapters.mail.old_mail.services import OldMailAway, delete_old_mails, old_mails
from fumibako.chapters.mail.requests import MemberRequest, own_and_of_account
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.dovecot.control import OldMails


@require_http_methods(["GET", "POST"])
def _old_mail(request: MemberRequest, mailbox: Mailbox) -> HttpResponse:
    """GET counts; POST asks first and deletes when it is sent with `sure`."""
    deletion = DeleteOldMail(request.POST or None)
    if request.method == "POST" and deletion.is_valid():
        given = deletion.cleaned_data
        if "sure" not in request.POST:
            context = {"mailbox": mailbox, "folder": given["folder"], "before": given["before"]}
            return render(request, "old_mail/delete.html", context)
        try:
            is_done = delete_old_mails(actor=request.actor, mailbox=mailbox, **given)
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
        "found": found,
        "bytes": sum(folder.bytes for folder in found),
        "away": away,
    }
    return render(request, "old_mail/old_mail.html", context, status=422 if form.errors or deletion.errors else 200)


own_old_mail, old_mail_of_account = own_and_of_account(_old_mail)
