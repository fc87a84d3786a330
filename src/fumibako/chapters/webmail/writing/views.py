"""Writing a mail (C1): the form, drafts, and the look at the recipients before it goes out.

What was typed is never lost: before anything else can fail it is a draft, and where that fails, the form comes back.
"""

from collections.abc import Sequence
from dataclasses import replace

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.mail.shared.queries import may_send_as
from fumibako.chapters.webmail.company_signature.queries import filled_for
from fumibako.chapters.webmail.contacts.queries import contacts_of, in_group
from fumibako.chapters.webmail.imap import Away, Full, Gone, Session, shared_of
from fumibako.chapters.webmail.letter import letter_of
from fumibako.chapters.webmail.phrases.queries import default_signature, phrases_of
from fumibako.chapters.webmail.reading.connected import folder_address, session_of, with_session
from fumibako.chapters.webmail.recipients import LONGEST_TYPED, MAX, shown
from fumibako.chapters.webmail.writing import answering, linking, outbox, services
from fumibako.chapters.webmail.writing.draft import (
    Draft,
    Kind,
    Origin,
    draft_letter,
    draft_of,
    inserted,
    new_message_id,
    signed,
)
from fumibako.chapters.webmail.writing.errors import AlreadySent, FileGone, Uncertain
from fumibako.chapters.webmail.writing.files import (
    ORIGIN,
    STORED,
    Offered,
    collected,
    kept,
    offered_of,
    offered_whole,
    uploaded,
)
from fumibako.chapters.webmail.writing.forms import Stored, WriteMail
from fumibako.chapters.webmail.writing.models import Submission
from fumibako.chapters.webmail.writing.rules import check_size, most_octets
from fumibako.chapters.webmail.writing.sending import needs_a_look, send_now
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.mime import Person
from fumibako.machine.formats.numbers import number_of

# For what is quoted with its colours, and for pictures in the text. Nothing is loaded from elsewhere, and no script.
_EDITOR = {"style-src-attr": ["'unsafe-inline'"], "img-src": ["data:"]}


@require_http_methods(["GET", "POST"])
@csp_update(_EDITOR)  # type: ignore[arg-type] # a request behind the gate
def write(request: MemberRequest) -> HttpResponse:
    if request.method == "GET":
        return _open(request) if {"draft", "answer"} & {*request.GET} else _new(request)
    form = WriteMail(request.POST)
    form.offer_senders(request.mailbox.address, _shared(request))
    ticked = kept(request.POST.getlist("keep"))
    try:
        with session_of(request) as session:
            return _act(request, session, form, ticked)
    except Full:
        form.add_error(None, _("The mailbox is full, so that the draft could not be saved. Delete some mails first."))
    except (Away, Gone):
        words = _("The draft could not be saved right now. What you typed is still here. Try again in a few minutes.")
        form.add_error(None, words)
    return _show(request, form, ticked, status=503)


def _new(request: MemberRequest) -> HttpResponse:
    draft = Draft(message_id=new_message_id(request.mailbox.address), to=_to(request))
    draft = signed(draft, _signature(request.mailbox))
    return _show(request, WriteMail.of(draft, None), ())


def _signature(mailbox: Mailbox) -> str:
    """The writer's own, then the company's."""
    return "\n".join(text for text in (default_signature(mailbox), filled_for(mailbox)) if text)


def _to(request: MemberRequest) -> str:
    """Whom the address names: as they are typed, by their place in the own address book, or by their group in it."""
    typed = [text for text in request.GET.getlist("to")[:MAX] if text]
    keys = [number_of(key) for key in request.GET.getlist("contact")[:MAX]]
    place, group = number_of(request.GET.get("at")), in_group(request.mailbox, request.GET.get("group", "")[:100])
    if (number := group.count()) > MAX:
        words = _("The group has %(number)s people. A mail can go to %(most)s: these are the first.")
        messages.error(request, words % {"number": number, "most": MAX})
    for card in (row.card() for row in (*contacts_of(request.mailbox).filter(pk__in=keys), *group[:MAX])):
        if card.addresses:
            typed.append(shown([Person(card.name, card.addresses[min(place, len(card.addresses) - 1)])]))
    return ", ".join(typed)[:LONGEST_TYPED]


@with_session
def _open(request: MemberRequest, session: Session) -> HttpResponse:
    """A draft or an answer."""
    uid, address = number_of(request.GET.get("draft")), request.mailbox.address
    if uid:
        octets = session.mail(session.name_of("Drafts"), uid, is_read=False)
        draft, offered = draft_of(octets, address=address), offered_of(draft_letter(octets), STORED)
        stored = Stored(uid, draft.message_id)
        before = services.taken(request.mailbox, draft)
        if before and before.state in outbox.WAITS:
            return _still_waiting(request, before)
        if before:
            messages.error(request, str(AlreadySent()))
            draft = replace(draft, message_id=new_message_id(address))
        return _show(request, WriteMail.of(draft, stored), offered, is_formatted=bool(draft.html))
    return _show(request, *_answer(request, session))


def _with_phrase(request: MemberRequest, draft: Draft) -> Draft:
    phrase = phrases_of(request.mailbox).filter(pk=number_of(request.POST.get("phrase"))).first()
    return inserted(draft, phrase.subject, phrase.text) if phrase else draft


def _shared(request: MemberRequest) -> list[str]:
    return [each.address for each in may_send_as(request.mailbox)]


def _still_waiting(request: MemberRequest, row: Submission) -> HttpResponse:
    messages.error(request, _("This draft waits to be sent. Take it back before you change it."))
    return redirect("webmail:outbox")


def _answer(request: MemberRequest, session: Session) -> tuple[WriteMail, Sequence[Offered]]:
    way, address = request.GET.get("answer", ""), request.mailbox.address
    kind = Kind.FORWARD if way.startswith("forward") else Kind.REPLY
    origin = Origin(kind, request.GET.get("folder", "INBOX"), number_of(request.GET.get("uid")))
    octets = session.mail(origin.folder, origin.uid, is_read=False)
    offered: Sequence[Offered] = ()
    if way == "forward":
        draft, offered = answering.forward(octets, origin, address=address), offered_of(letter_of(octets), ORIGIN)
    elif way == "forward_attached":
        draft, offered = answering.forward_attached(octets, origin, address=address), offered_whole(octets)
    else:
        shared = shared_of(origin.folder) if shared_of(origin.folder) in _shared(request) else ""
        own = [address, *([shared] if shared else [])]
        draft = answering.reply(octets, origin, own=own, to_all=way == "reply_all")
        draft = replace(draft, sender=shared)
    return WriteMail.of(signed(draft, _signature(request.mailbox)), None), offered


def _act(request: MemberRequest, session: Session, form: WriteMail, ticked: Sequence[Offered]) -> HttpResponse:
    """Save what was typed, then do what was asked for. Raises Away, Full, Gone: nothing was done."""
    mailbox, is_sent = request.mailbox, request.POST.get("action") == "send"
    draft, stored = form.draft(mailbox.address), form.opened()
    octets = _octets(session, stored, mailbox.address) if stored else None
    if request.POST.get("action") == "discard":
        return _discard(request, session, stored.uid if stored and octets else 0)
    before = services.taken(mailbox, draft)
    if before and before.state in outbox.WAITS:
        return _still_waiting(request, before)
    if before and before.digest == draft.digest():
        messages.error(request, str(AlreadySent()))
        return redirect(folder_address(session.name_of("Sent")))
    if before:
        draft = replace(draft, message_id=new_message_id(mailbox.address))
    if octets:
        draft = replace(draft, calendar=draft_of(octets, address=mailbox.address).calendar)
    if request.POST.get("action") == "insert":
        draft = _with_phrase(request, draft)
    files, are_all_there = collected(ticked, octets, _origin(session, draft, ticked))
    draft = replace(draft, files=(*files, *uploaded(request.FILES.getlist("files"))))
    if request.POST.get("action") == "link":
        try:
            draft = linking.as_link(request, draft)
        except Refused as refusal:
            form.refuse(refusal)
            return _show(request, form, ticked, status=422)
    is_right = _check(form, draft, are_all_there=are_all_there) and form.is_valid()
    if is_sent and is_right:
        draft = services.all_as_bcc(draft, mailbox)
    waits = is_sent and is_right and _waits(request, draft)
    # A draft with formatting is not replaced by its text, unless its writer wanted that.
    may_replace = form.is_scripted() or not (octets and letter_of(octets).html)
    replaces = stored.uid if stored and octets and may_replace else None
    uid = _save(session, mailbox, draft, replaces, must_be=not is_sent or not is_right or waits)
    if not is_sent:
        messages.success(request, _("The draft is saved."))
        return redirect(f"{reverse('webmail:write')}?draft={uid}")
    if not is_right:
        form.data = request.POST.dict() | {"stored": Stored(uid, draft.message_id).text}
        return _show(request, form, _attached(session, uid), status=422)
    if needs_a_look(request, draft):
        return redirect(f"{reverse('webmail:send')}?draft={uid}")
    try:
        return send_now(request, session, draft, uid)
    except Refused as refusal:
        return _given_back(request, form, ticked, draft, refusal)


def _given_back(
    request: MemberRequest, form: WriteMail, ticked: Sequence[Offered], draft: Draft, refusal: Refused
) -> HttpResponse:
    """The form with everything, where no draft could be kept either."""
    form.refuse(refusal)
    form.add_error(None, _("The mailbox is full, so that the draft could not be saved. Delete some mails first."))
    if request.FILES:
        form.refuse(FileGone())
    own_id = new_message_id(request.mailbox.address) if isinstance(refusal, Uncertain) else draft.message_id
    form.data = request.POST.dict() | {"message_id": own_id}
    return _show(request, form, ticked, status=422)


def _waits(request: MemberRequest, draft: Draft) -> bool:
    """Whether it must lie as a draft before it may go out. A mail that could only be taken back goes without."""
    least = outbox.least_hold_seconds(request.mailbox, draft)
    is_held = bool(least) or services.must_be_approved(request.mailbox, draft)
    return bool(draft.send_at) or is_held or needs_a_look(request, draft)


def _save(session: Session, mailbox: Mailbox, draft: Draft, replaces: int | None, *, must_be: bool) -> int:
    """Return the draft's UID. must_be: else a full mailbox does not matter, and 0 is returned. Raises Away, Full."""
    try:
        return services.save_draft(session=session, mailbox=mailbox, draft=draft, replaces=replaces)
    except Full:
        if must_be:
            raise
        return 0


def _octets(session: Session, stored: Stored, address: str) -> bytes | None:
    """The draft that the form was opened with, if it is there and the same."""
    try:
        octets = session.mail(session.name_of("Drafts"), stored.uid, is_read=False)
    except Gone:
        return None
    return octets if draft_of(octets, address=address).message_id == stored.message_id else None


def _origin(session: Session, draft: Draft, ticked: Sequence[Offered]) -> bytes | None:
    """The forwarded mail, where anything of it is wanted."""
    if draft.origin is None or all(each.source == STORED for each in ticked):
        return None
    try:
        return session.mail(draft.origin.folder, draft.origin.uid, is_read=False)
    except Gone:
        return None


def _attached(session: Session, uid: int) -> Sequence[Offered]:
    octets = session.mail(session.name_of("Drafts"), uid, is_read=False)
    return offered_of(draft_letter(octets), STORED)


def _check(form: WriteMail, draft: Draft, *, are_all_there: bool) -> bool:
    try:
        check_size(draft.files)
        if not are_all_there:
            raise FileGone
    except Refused as refusal:
        form.refuse(refusal)
        return False
    return True


def _discard(request: MemberRequest, session: Session, uid: int) -> HttpResponse:
    if uid:
        services.discard_draft(session=session, uid=uid)
        messages.success(request, _("The draft is in the trash."))
    return redirect("webmail:menu")


def _show(
    request: MemberRequest,
    form: WriteMail,
    offered: Sequence[Offered],
    *,
    status: int = 200,
    is_formatted: bool | None = None,
) -> HttpResponse:
    """is_formatted: whether the text opens with formatting; None: as it was sent, or as its writer likes it."""
    if is_formatted is None:
        is_formatted = (
            form["format"].value() == "html" if form.is_bound else outbox.habits_of(request.mailbox).is_formatted
        )
    shows_copies = any(form[name].value() or form[name].errors for name in ("cc", "bcc"))
    context = {"form": form, "offered": offered, "shows_copies": shows_copies, "most": most_octets()}
    context |= {"is_formatted": is_formatted, "html": form["html"].value() or ""}
    if not form.is_bound:
        form.offer_senders(request.mailbox.address, _shared(request))
    context |= {"phrases": phrases_of(request.mailbox), "cabinet": linking.offered(request)}
    return render(request, "writing/write.html", context, status=status)
