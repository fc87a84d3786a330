"""What becomes of a sender's further mail, decided at one of theirs (C1): a rule of the individual filter (C7)."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fumibako.chapters.mail.common_filter.queries import refused_senders
from fumibako.chapters.mail.own_filter.services import decide_sender
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.spam_policy.queries import use_of
from fumibako.chapters.webmail.imap import Session
from fumibako.chapters.webmail.letter import letter_of
from fumibako.chapters.webmail.reading.connected import with_session
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.numbers import number_of
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
        _decide(request, senders[0].address, action)
    return redirect(f"{reverse('webmail:mail')}?{urlencode({'folder': folder, 'uid': uid})}")


def _decide(request: MemberRequest, address: str, action: FilterAction) -> None:
    """Before other rules, and in place of one that says the opposite. Says where allowing will not help."""
    mailbox = request.mailbox
    try:
        decide_sender(actor=request.actor, mailbox=mailbox, sender=address, action=action)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    if not use_of(mailbox).own_filter:
        messages.warning(request, _("This account does not use the individual filter, so its rules have no effect."))
    elif action is FilterAction.ALLOW and refused_senders(mailbox, [address]):
        messages.warning(
            request,
            _("The common filter refuses mail from %(address)s before the individual filter is asked.")
            % {"address": address},
        )
    else:
        allowed = _("Mail from %(address)s is never treated as spam from now on.")
        refused = _("Mail from %(address)s goes to the spam folder from now on.")
        messages.success(request, (allowed if action is FilterAction.ALLOW else refused) % {"address": address})
