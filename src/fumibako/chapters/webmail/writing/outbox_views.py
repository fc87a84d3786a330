"""What waits to be sent, and how somebody writes (C1)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.writing import outbox
from fumibako.chapters.webmail.writing.forms import SetHabits
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.numbers import number_of

show = require_http_methods(["GET", "POST"])


@show
def waiting(request: MemberRequest) -> HttpResponse:
    """Take back, or send at once."""
    if request.method == "POST":
        try:
            return _act(request)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("webmail:outbox")
    return render(request, "writing/outbox.html", {"rows": outbox.waiting_of(request.mailbox)})


@show
def habits(request: MemberRequest) -> HttpResponse:
    now = outbox.habits_of(request.mailbox)
    initial = {"undo_seconds": now.undo_seconds, "is_formatted": now.is_formatted}
    form = SetHabits(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        seconds, is_formatted = int(form.cleaned_data["undo_seconds"]), form.cleaned_data["is_formatted"]
        outbox.set_habits(mailbox=request.mailbox, undo_seconds=seconds, is_formatted=is_formatted)
        messages.success(request, _("The settings have been saved."))
        return redirect("webmail:writing_habits")
    return render(request, "writing/habits.html", {"form": form}, status=422 if form.errors else 200)


def _act(request: MemberRequest) -> HttpResponse:
    """Raises NotWaiting."""
    key = number_of(request.POST.get("mail"))
    if request.POST.get("action") == "now":
        outbox.send_at_once(mailbox=request.mailbox, key=key)
        messages.success(request, _("The mail goes out as soon as your administrator's waiting time allows."))
        return redirect("webmail:outbox")
    uid = outbox.take_back(mailbox=request.mailbox, key=key)
    messages.success(request, _("The mail was not sent. It is a draft again."))
    return redirect(f"{reverse('webmail:write')}?draft={uid}")
