"""What becomes of a sender's further mail, decided at one of theirs (C1): a rule of the individual filter (C7)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fumibako.chapters.mail.own_filter.services import add_own_rule
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.imap import Session
from fumibako.chapters.webmail.letter import letter_of
from fumibako.chapters.webmail.reading.connected import with_session
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.numbers import number_of
from fumibako.machine.state.mail.condition import Comparison, Part
from fumibako.machine.state.mail.filters import FilterAction


@require_POST
@with_session
def filter_sender(request: MemberRequest, session: Session) -> HttpResponse:
    """Allow or refuse. Which sender, the mail itself says."""
    folder, uid = request.POST.get("folder", "INBOX"), number_of(request.POST.get("uid"))
    senders = letter_of(session.mail(folder, uid, is_read=False)).senders
    action = FilterAction.ALLOW if request.POST.get("action") == "allow" else FilterAction.SPAM_BOX
    if not senders:
        messages.error(request, _("This mail names no sender."))
    else:
        _add(request, senders[0].address, action)
    return redirect(f"{reverse('webmail:mail')}?{urlencode({'folder': folder, 'uid': uid})}")


def _add(request: MemberRequest, address: str, action: FilterAction) -> None:
    """Once. Of two rules the first counts, so one that says the opposite is told."""
    said = request.mailbox.own_rules.filter(part=Part.SENDER, match=Comparison.IS, text=address).first()
    if said and said.action != action:
        messages.error(request, _("Your individual filter has another rule for this sender. Delete that one first."))
        return
    try:
        if not said:
            rule = {"part": Part.SENDER, "match": Comparison.IS, "text": address, "action": action}
            add_own_rule(actor=request.actor, mailbox=request.mailbox, **rule)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    allowed = _("Mail from %(address)s is never treated as spam from now on.")
    refused = _("Mail from %(address)s goes to the spam folder from now on.")
    messages.success(request, (allowed if action is FilterAction.ALLOW else refused) % {"address": address})
