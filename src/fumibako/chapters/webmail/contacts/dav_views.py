"""CardDAV (RFC 6352): address books on telephones and in other programs (C12). They log in as mail programs do."""

import base64
import binascii
from collections.abc import Callable, Sequence
from functools import wraps
from xml.etree.ElementTree import Element

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fumibako.chapters.identity.logins.errors import LoginLater, LoginRefused, PlaceRefused
from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.app_passwords.services import prove_program
from fumibako.chapters.mail.login_places.queries import in_force
from fumibako.chapters.mail.login_places.rules import is_at_right_place
from fumibako.chapters.webmail.contacts import dav_filter, dav_sync, services
from fumibako.chapters.webmail.contacts.dav import (
    CARD,
    SERVER,
    Asked,
    BadRequest,
    Found,
    Values,
    asked,
    dav,
    elements,
    error,
    multistatus,
    reference,
)
from fumibako.chapters.webmail.contacts.dav import card as of_card
from fumibako.chapters.webmail.contacts.dav_books import COMPANY, NAME, OWN, Entry, entries_of, entry_of, tag_of
from fumibako.chapters.webmail.contacts.errors import BookFull, BookTooLarge
from fumibako.groundwork.rules import Refused

PROTOCOL = "imap"  # whoever may read the mail
XML, VCARD = "application/xml; charset=utf-8", "text/vcard; charset=utf-8"
View = Callable[..., HttpResponse]
_READ = elements((dav("privilege"), dav("read")))
_ALL = elements(*((dav("privilege"), dav(name)) for name in ("read", "write", "bind", "unbind", "write-content")))
_REPORTS = elements(
    *(
        (dav("supported-report"), dav("report"), name)
        for name in (of_card("addressbook-multiget"), of_card("addressbook-query"), dav("sync-collection"))
    )
)


def for_programs(*methods: str) -> Callable[[View], View]:
    """Whoever asks is in `mailbox`; another's address is nobody's business."""

    def made(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def asked_for(request: HttpRequest, address: str = "", **named: str) -> HttpResponse:
            if request.method == "OPTIONS":
                return HttpResponse(headers={"DAV": "1, 3, addressbook", "Allow": ", ".join(("OPTIONS", *methods))})
            if request.method not in methods:
                return HttpResponse(status=405, headers={"Allow": ", ".join(("OPTIONS", *methods))})
            try:
                mailbox = _mailbox(request)
            except LoginLater:
                return HttpResponse(status=429, headers={"Retry-After": "60"})
            except PlaceRefused as refusal:
                return HttpResponse(str(refusal), status=403, content_type="text/plain; charset=utf-8")
            except LoginRefused:
                realm = f'Basic realm="{settings.FUMIBAKO.hostname}", charset="UTF-8"'
                return HttpResponse(status=401, headers={"WWW-Authenticate": realm})
            if address not in ("", mailbox.address):
                return HttpResponse(status=403)
            try:
                answer = view(request, mailbox, **named)
            except BadRequest:
                return HttpResponse(status=400)
            answer.headers.setdefault("Cache-Control", "private, no-store")
            answer.headers["DAV"] = "1, 3, addressbook"
            return answer

        return asked_for

    return made


@csrf_exempt
@require_http_methods(["GET", "HEAD", "OPTIONS", "PROPFIND"])
def begin(request: HttpRequest) -> HttpResponse:
    """RFC 6764."""
    return redirect("membersite:carddav")


@for_programs("PROPFIND")
def root(request: HttpRequest, mailbox: Mailbox) -> HttpResponse:
    values = {dav("resourcetype"): elements((dav("collection"),)), **_principal(mailbox)}
    return _found(request, [Found(reverse("membersite:carddav"), values)])


@for_programs("PROPFIND")
def home(request: HttpRequest, mailbox: Mailbox) -> HttpResponse:
    """The person, and what lies below: the books."""
    values = {
        dav("resourcetype"): elements((dav("collection"),), (dav("principal"),)),
        dav("displayname"): mailbox.display_name or mailbox.address,
        **_principal(mailbox),
    }
    below = [_book(mailbox, name, entries_of(mailbox, name)) for name in (OWN, COMPANY)] if _is_deep(request) else []
    return _found(request, [Found(_home(mailbox), values), *below])


@for_programs("PROPFIND", "REPORT")
def book(request: HttpRequest, mailbox: Mailbox, book: str) -> HttpResponse:
    if book not in (OWN, COMPANY):
        return HttpResponse(status=404)
    entries = entries_of(mailbox, book)
    if request.method == "PROPFIND":
        below = [_card(mailbox, book, entry) for entry in entries] if _is_deep(request) else []
        return _found(request, [_book(mailbox, book, entries), *below])
    wanted = asked(request.body)
    if wanted.kind == dav("sync-collection"):
        return _since(mailbox, book, entries, wanted)
    if wanted.kind == of_card("addressbook-query"):
        return _query(mailbox, book, entries, wanted)
    if wanted.kind != of_card("addressbook-multiget"):
        return HttpResponse(error(dav("supported-report")), status=403, content_type=XML)
    there = {each.path: each for each in (_card(mailbox, book, entry) for entry in entries)}
    cards = [there.get(path, Found(path, is_there=False)) for path in wanted.hrefs]
    return HttpResponse(multistatus(cards, wanted.names), status=207, content_type=XML)


def _query(mailbox: Mailbox, book: str, entries: Sequence[Entry], wanted: Asked) -> HttpResponse:
    try:
        dav_filter.check(wanted.filter)
    except dav_filter.BadFilter as bad:
        return HttpResponse(error(bad.precondition), status=403, content_type=XML)
    found = [entry for entry in entries if dav_filter.matches(wanted.filter, entry.octets)]
    shown = found[: wanted.most or None]
    cut = _book_path(mailbox, book) if len(shown) < len(found) else ""
    cards = [_card(mailbox, book, entry) for entry in shown]
    return HttpResponse(multistatus(cards, wanted.names, cut=cut), status=207, content_type=XML)


def _since(mailbox: Mailbox, book: str, entries: Sequence[Entry], wanted: Asked) -> HttpResponse:
    """A part of the changes alone would need a token of its own: whoever wants at most so many reads the book whole."""
    if wanted.level not in ("1", "infinite"):
        raise BadRequest
    try:
        found = dav_sync.since(mailbox=mailbox, book=book, entries=entries, token=wanted.token)
    except dav_sync.UnknownToken:
        return HttpResponse(error(dav("valid-sync-token")), status=403, content_type=XML)
    cards = [_card(mailbox, book, entry) for entry in found.changed]
    cards += [Found(_card_path(mailbox, book, name), is_there=False) for name in found.gone]
    if wanted.most and len(cards) > wanted.most:
        return HttpResponse(error(dav("number-of-matches-within-limits")), status=403, content_type=XML)
    answer = multistatus(cards, wanted.names, token=dav_sync.token_of(entries))
    return HttpResponse(answer, status=207, content_type=XML)


@for_programs("PROPFIND", "GET", "HEAD", "PUT", "DELETE")
def card(request: HttpRequest, mailbox: Mailbox, book: str, card: str) -> HttpResponse:
    name = NAME.fullmatch(card)
    if book not in (OWN, COMPANY) or not name:
        return HttpResponse(status=404)
    there = next((entry for entry in entries_of(mailbox, book) if entry.name == card), None)
    if request.method in ("PUT", "DELETE"):
        if book == COMPANY:
            return HttpResponse(error(dav("need-privileges")), status=403, content_type=XML)
        if not _is_as_thought(request, there):
            return HttpResponse(status=412)
        return _put(request, mailbox, name[1]) if request.method == "PUT" else _delete(mailbox, there)
    if there is None:
        return HttpResponse(status=404)
    if request.method == "PROPFIND":
        return _found(request, [_card(mailbox, book, there)])
    return HttpResponse(there.octets, content_type=VCARD, headers={"ETag": there.etag})


def _put(request: HttpRequest, mailbox: Mailbox, uid: str) -> HttpResponse:
    try:
        row, is_new = services.put_card(mailbox=mailbox, uid=uid, octets=request.body)
    except (BookFull, BookTooLarge) as refusal:
        return HttpResponse(error(dav("quota-not-exceeded"), str(refusal)), status=507, content_type=XML)  # RFC 4331
    except Refused:
        return HttpResponse(error(of_card("valid-address-data")), status=403, content_type=XML)
    entry = entry_of(row)
    # Without its ETag the program asks for the card again, which is not as it wrote it.
    headers = {"ETag": entry.etag} if entry.octets == request.body else {}
    return HttpResponse(status=201 if is_new else 204, headers=headers)


def _delete(mailbox: Mailbox, there: Entry | None) -> HttpResponse:
    is_gone = there is not None and services.delete_contacts(mailbox=mailbox, keys=[there.key])
    return HttpResponse(status=204 if is_gone else 404)


def _is_as_thought(request: HttpRequest, there: Entry | None) -> bool:
    """RFC 9110 section 13.1."""
    if wanted := request.headers.get("If-Match"):
        return there is not None and (wanted == "*" or there.etag in wanted)
    if request.headers.get("If-None-Match") == "*":
        return there is None
    return True


def _mailbox(request: HttpRequest) -> Mailbox:
    """Raises LoginRefused, LoginLater, PlaceRefused."""
    kind, _space, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        address, colon, password = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError) as error:
        raise LoginRefused from error
    if kind.lower() != "basic" or not colon:
        raise LoginRefused
    login = prove_program(request, address=address, password=password, protocol=PROTOCOL)
    mailbox = Mailbox.objects.select_related("domain__customer", "login").filter(login=login).first()
    if mailbox is None:
        raise LoginRefused
    places, remote = in_force(mailbox), remote_of(request)
    # guardd has asked as for a browser; a telephone's contacts are a program.
    if places is not None and not is_at_right_place(places, remote, PROTOCOL):
        raise PlaceRefused(address=remote)
    return mailbox


def _is_deep(request: HttpRequest) -> bool:
    return request.headers.get("Depth", "1") != "0"


def _found(request: HttpRequest, found: Sequence[Found]) -> HttpResponse:
    return HttpResponse(multistatus(found, asked(request.body).names), status=207, content_type=XML)


def _home(mailbox: Mailbox) -> str:
    return reverse("membersite:carddav_home", kwargs={"address": mailbox.address})


def _principal(mailbox: Mailbox) -> Values:
    own = reference(_home(mailbox))
    return {dav("current-user-principal"): own, dav("principal-URL"): own, of_card("addressbook-home-set"): own}


def _book(mailbox: Mailbox, name: str, entries: Sequence[Entry]) -> Found:
    values: dict[str, str | Element] = {
        dav("resourcetype"): elements((dav("collection"),), (of_card("addressbook"),)),
        dav("displayname"): _("My contacts") if name == OWN else _("Company address book"),
        dav("current-user-privilege-set"): _ALL if name == OWN else _READ,
        dav("supported-report-set"): _REPORTS,
        dav("current-user-principal"): reference(_home(mailbox)),
        f"{{{SERVER}}}getctag": tag_of(entries),
        dav("sync-token"): dav_sync.token_of(entries),
        f"{{{CARD}}}max-resource-size": str(services.MAX_WRITTEN),
    }
    return Found(_book_path(mailbox, name), values)


def _book_path(mailbox: Mailbox, name: str) -> str:
    return reverse("membersite:carddav_book", kwargs={"address": mailbox.address, "book": name})


def _card_path(mailbox: Mailbox, book: str, card: str) -> str:
    return reverse("membersite:carddav_card", kwargs={"address": mailbox.address, "book": book, "card": card})


def _card(mailbox: Mailbox, book: str, entry: Entry) -> Found:
    values = {
        dav("resourcetype"): "",
        dav("getetag"): entry.etag,
        dav("getcontenttype"): VCARD,
        of_card("address-data"): entry.octets.decode("utf-8", "replace"),
    }
    return Found(_card_path(mailbox, book, entry.name), values)
