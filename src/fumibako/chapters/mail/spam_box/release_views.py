"""Releasing what a summary mail names, by its link and without a login (C6)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.chapters.mail.spam_box.links import summary_link
from fumibako.chapters.mail.spam_box.services import SpamBoxAway, release, spam_mails
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.dovecot.control import SpamMail
from fumibako.machine.formats.numbers import number_of


@require_http_methods(["GET", "POST"])
def release_by_link(request: HttpRequest, token: str) -> HttpResponse:
    link = summary_link(token)
    if link is None:
        return render(request, "spam_box/link_ended.html", status=410)
    if request.method == "POST":
        chosen = [uid for uid in map(number_of, request.POST.getlist("uid")) if uid in link.uids]
        actor = Actor(Kind.USER, link.mailbox.address, remote_of(request))
        try:
            release(actor=actor, mailbox=link.mailbox, uids=chosen)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            words = ngettext(
                "%(number)d mail is in the inbox now.", "%(number)d mails are in the inbox now.", len(chosen)
            )
            messages.success(request, words % {"number": len(chosen)})
        return redirect(request.path)
    mails: list[SpamMail] = []
    away = ""
    try:
        mails = [mail for mail in spam_mails(link.mailbox)[0] if mail.uid in link.uids]
    except SpamBoxAway as refusal:
        away = str(refusal)
    context = {"mailbox": link.mailbox, "mails": mails, "away": away, "ticked": request.GET.getlist("uid")}
    return render(request, "spam_box/link.html", context)
