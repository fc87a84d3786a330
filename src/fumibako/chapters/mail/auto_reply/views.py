"""Auto-reply (C4): one's own, and any account's by the administrator."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.auto_reply.forms import SetAutoReply
from fumibako.chapters.mail.auto_reply.models import AutoReply
from fumibako.chapters.mail.auto_reply.services import set_auto_reply
from fumibako.chapters.mail.requests import MemberRequest, own_and_of_account
from fumibako.groundwork.publish.queries import publication_of
from fumibako.groundwork.rules import Refused
from fumibako.machine.state import Aspect


@require_http_methods(["GET", "POST"])
def _auto_reply(request: MemberRequest, mailbox: Mailbox) -> HttpResponse:
    now = AutoReply.objects.filter(mailbox=mailbox).first()
    names = ("is_on", "starts_on", "ends_on", "subject", "text", "days")
    initial = {name: getattr(now, name) for name in names} if now else {"days": 3}
    form = SetAutoReply(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_auto_reply(actor=request.actor, mailbox=mailbox, **form.cleaned_data)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("The auto-reply has been saved."))
            return redirect(request.path)
    context = {
        "form": form,
        "mailbox": mailbox,
        "is_own": mailbox == request.mailbox,
        "reply": now,
        "state": publication_of(Aspect.SIEVE, mailbox.address),
    }
    return render(request, "auto_reply/auto_reply.html", context, status=422 if form.errors else 200)


own_auto_reply, auto_reply_of_account = own_and_of_account(_auto_reply)
