"""Answering an invitation: a mail to its organizer, which goes the way of every mail (C1)."""

from hashlib import sha256

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.imap import Full, Session
from fumibako.chapters.webmail.invitations.calendar import Answer, Invitation, answer_to, invitation_of
from fumibako.chapters.webmail.letter import letter_of
from fumibako.chapters.webmail.reading.connected import folder_address, with_session
from fumibako.chapters.webmail.recipients import shown
from fumibako.chapters.webmail.writing import services
from fumibako.chapters.webmail.writing.draft import LONGEST_SUBJECT, Draft, Kind, Origin
from fumibako.chapters.webmail.writing.errors import AlreadySent
from fumibako.chapters.webmail.writing.sending import needs_a_look, send_now
from fumibako.machine.formats.mime import Person
from fumibako.machine.formats.numbers import number_of


@require_POST
@with_session
def answer(request: MemberRequest, session: Session) -> HttpResponse:
    origin = Origin(Kind.REPLY, request.POST.get("folder", "INBOX"), number_of(request.POST.get("uid")))
    calendar = letter_of(session.mail(origin.folder, origin.uid, is_read=False)).calendar
    invitation, chosen = invitation_of(calendar), request.POST.get("answer", "")
    if invitation is None or not invitation.is_asking or chosen not in {*Answer}:
        messages.error(request, _("This invitation cannot be answered."))
        return redirect(folder_address(origin.folder))
    try:
        draft = _draft(request, invitation, calendar, Answer(chosen), origin)
        if services.taken(request.mailbox, draft):
            raise AlreadySent
        uid = services.save_draft(session=session, mailbox=request.mailbox, draft=draft, replaces=None)
    except Full:
        messages.error(request, _("The mailbox is full. Delete some mails first."))
        return redirect(folder_address(origin.folder))
    except AlreadySent as refusal:
        messages.error(request, str(refusal))
        return redirect(folder_address(origin.folder))
    except ValueError:
        messages.error(request, _("This invitation cannot be answered."))
        return redirect(folder_address(origin.folder))
    if needs_a_look(request, draft):
        return redirect(f"{reverse('webmail:send')}?draft={uid}")
    return send_now(request, session, draft, uid)


def _message_id(request: MemberRequest, invitation: Invitation, chosen: Answer) -> str:
    """The same each time the same page is sent: an answer goes out once."""
    said = "\0".join((request.mailbox.address, invitation.uid, chosen, request.POST.get("nonce", "")))
    digest = sha256(said.encode("utf-8", "replace")).hexdigest()
    return f"<{digest[:40]}@{request.mailbox.address.rpartition('@')[2]}>"


def _draft(request: MemberRequest, invitation: Invitation, calendar: bytes, chosen: Answer, origin: Origin) -> Draft:
    mailbox = request.mailbox
    subjects = {
        Answer.ACCEPT: _("Accepted: %(summary)s"),
        Answer.TENTATIVE: _("Tentative: %(summary)s"),
        Answer.DECLINE: _("Declined: %(summary)s"),
    }
    texts = {
        Answer.ACCEPT: _("%(name)s accepts the invitation “%(summary)s”."),
        Answer.TENTATIVE: _("%(name)s may be able to attend “%(summary)s”."),
        Answer.DECLINE: _("%(name)s cannot attend “%(summary)s”."),
    }
    to = invitation.organizer
    facts = {"name": mailbox.display_name or mailbox.address, "summary": invitation.summary}
    return Draft(
        message_id=_message_id(request, invitation, chosen),
        to=shown([Person(to.name, to.address)]) if to else "",
        subject=(subjects[chosen] % facts)[:LONGEST_SUBJECT],
        text=texts[chosen] % facts,
        calendar=answer_to(
            calendar, answer=chosen, name=mailbox.display_name, address=mailbox.address, at=timezone.now()
        ),
        origin=origin,
    )
