"""Everybody's own contacts, and the company's address book to look into (C12)."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.mail.requests import MemberRequest
from fumibako.chapters.webmail.contacts import queries, services, sheet
from fumibako.chapters.webmail.contacts.forms import UploadBook, WriteContact
from fumibako.chapters.webmail.contacts.models import Contact
from fumibako.chapters.webmail.contacts.queries import Known
from fumibako.chapters.webmail.reading.previews import as_png, picture_of
from fumibako.chapters.webmail.recipients import shown
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats import vcard
from fumibako.machine.formats.addresses import BadAddress, parse_foreign_address
from fumibako.machine.formats.numbers import number_of
from fumibako.machine.formats.vcard import Card

A_PAGE = 100
PICTURE = 192  # pixels
LONGEST_SEARCH = 100
MAX_CHOSEN = 500
show = require_http_methods(["GET", "POST"])


@require_GET
def contacts(request: MemberRequest) -> HttpResponse:
    """All, those that are searched, or a group."""
    search, group = searched(request), request.GET.get("group", "")[:LONGEST_SEARCH]
    found = queries.contacts_of(request.mailbox, search)
    rows = [Known(row.card(), key=row.pk) for row in (found.filter(group=group) if group else found)]
    groups = queries.groups_of(request.mailbox)
    return _listed(request, "contacts/contacts.html", rows, search, group=group, groups=groups)


@require_GET
def company(request: MemberRequest) -> HttpResponse:
    search = searched(request)
    return _listed(request, "contacts/company.html", queries.company_book(request.customer, search), search)


@show
@done_once
def add(request: MemberRequest) -> HttpResponse:
    form = WriteContact(request.POST or None, initial=_given(request))
    if request.method == "POST" and form.is_valid():
        try:
            contact = services.add_contact(mailbox=request.mailbox, card=form.card())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s” is in your contacts.") % {"name": contact})
            return redirect("webmail:contacts")
    return render(request, "contacts/contact.html", {"form": form}, status=422 if form.errors else 200)


@show
def change(request: MemberRequest, contact: str) -> HttpResponse:
    found = _own(request, contact)
    form = WriteContact(request.POST or None, initial=WriteContact.initial_of(found.card()))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_contact(contact=found, card=form.card())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s” has been saved.") % {"name": found})
            return redirect("webmail:contacts")
    context = {"form": form, "contact": found, "has_picture": bool(vcard.picture(found.written.encode()))}
    return render(request, "contacts/contact.html", context, status=422 if form.errors else 200)


@require_GET
def picture(request: MemberRequest, contact: str) -> HttpResponse:
    """As a telephone wrote it, drawn anew (docs/decisions/0136)."""
    octets = vcard.picture(_own(request, contact).written.encode())
    made = picture_of(octets, PICTURE) if octets else b""
    if not made:
        raise Http404
    return as_png(made)


@show
@done_once
def delete(request: MemberRequest) -> HttpResponse:
    """Those that are ticked, after a question."""
    asked = request.GET if request.method == "GET" else request.POST
    keys = [number_of(key) for key in asked.getlist("contact")[:MAX_CHOSEN]]
    found = list(queries.contacts_of(request.mailbox).filter(pk__in=keys))
    if not found or len(found) < len(set(keys)):
        is_gone = _("Some of these contacts are not there any more. Tick them again.")
        messages.error(request, is_gone if keys else _("Tick the contacts first."))
        return redirect("webmail:contacts")
    if request.method == "POST":
        number = services.delete_contacts(mailbox=request.mailbox, keys=[row.pk for row in found])
        words = ngettext("%(number)s contact has been deleted.", "%(number)s contacts have been deleted.", number)
        messages.success(request, words % {"number": number})
        return redirect("webmail:contacts")
    return render(request, "contacts/delete.html", {"found": found})


@show
def files(request: MemberRequest) -> HttpResponse:
    """Contacts from a file, and as one."""
    form = UploadBook(request.POST or None, request.FILES or None)
    done = None
    if request.method == "POST" and form.is_valid():
        try:
            done = services.import_contacts(mailbox=request.mailbox, content=form.content())
        except Refused as refusal:
            form.refuse(refusal)
    number = queries.contacts_of(request.mailbox).count()
    context: dict[str, Any] = {"form": form, "done": done, "number": number, "columns": sheet.titles().values()}
    context |= {"server": f"{settings.FUMIBAKO.site_url}{reverse('membersite:carddav')}", "mailbox": request.mailbox}
    return render(request, "contacts/files.html", context, status=422 if form.errors else 200)


@require_GET
def download(request: MemberRequest) -> HttpResponse:
    return as_file([row.card() for row in queries.contacts_of(request.mailbox)], request.GET.get("as"), _("contacts"))


@require_GET
def offered(request: MemberRequest) -> HttpResponse:
    """For the completion of addresses in the form of a mail."""
    people = queries.offered(request.mailbox, request.GET.get("q", "").strip()[:LONGEST_SEARCH])
    found = [{"name": person.name, "address": person.address, "typed": shown([person])} for person in people]
    return JsonResponse({"people": found}, headers={"Cache-Control": "private, no-store"})


def searched(request: MemberRequest) -> str:
    return request.GET.get("search", "").strip()[:LONGEST_SEARCH]


def as_file(cards: Sequence[Card], kind: str | None, name: str) -> HttpResponse:
    """kind: "csv", else vCards."""
    kind = "csv" if kind == "csv" else "vcard"
    content = sheet.write_csv(cards) if kind == "csv" else vcard.write(cards)
    ending = "csv" if kind == "csv" else "vcf"
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.{ending}")
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=f"text/{kind}; charset=utf-8", headers=headers)


def _listed(request: MemberRequest, template: str, rows: Sequence[Known], search: str, **more: object) -> HttpResponse:
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, template, {"page": page, "search": search, **more})


def _given(request: MemberRequest) -> dict[str, str]:
    """Whom an address's link names: the sender of a mail."""
    try:
        address = parse_foreign_address(request.GET.get("address", ""))
    except BadAddress:
        address = ""
    return {"name": request.GET.get("name", "")[:100], "addresses": address}


def _own(request: MemberRequest, key: str) -> Contact:
    found = queries.contacts_of(request.mailbox).filter(pk=number_of(key)).first()
    if found is None:
        raise Http404
    return found
