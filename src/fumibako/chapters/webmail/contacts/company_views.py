"""The company's address book, as its administrator keeps it (C12)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.mail.requests import MemberRequest, own_account
from fumibako.chapters.webmail.contacts import queries, services, sheet
from fumibako.chapters.webmail.contacts.forms import DescribeAccount, UploadBook, WriteCompanyContact
from fumibako.chapters.webmail.contacts.models import CompanyContact
from fumibako.chapters.webmail.contacts.views import A_PAGE, as_file, searched
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.numbers import number_of

show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    search = searched(request)
    found = queries.company_book(request.customer, search, with_hidden=True)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "contacts/book.html", {"page": page, "search": search})


@show
@done_once
def add(request: MemberRequest) -> HttpResponse:
    form = WriteCompanyContact(request.POST or None, customer=request.customer)
    if request.method == "POST" and form.is_valid():
        try:
            contact = services.add_company_contact(actor=request.actor, customer=request.customer, card=form.card())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s” is in the address book.") % {"name": contact})
            return redirect("adminmenu:address_book")
    return render(request, "contacts/book_contact.html", {"form": form}, status=422 if form.errors else 200)


@show
def change(request: MemberRequest, company_contact: str) -> HttpResponse:
    found = _own(request, company_contact)
    initial = WriteCompanyContact.initial_of(found.card())
    form = WriteCompanyContact(request.POST or None, initial=initial, customer=request.customer)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_company_contact(actor=request.actor, contact=found, card=form.card())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s” has been saved.") % {"name": found})
            return redirect("adminmenu:address_book")
    context = {"form": form, "contact": found}
    return render(request, "contacts/book_contact.html", context, status=422 if form.errors else 200)


@show
@done_once
def delete(request: MemberRequest, company_contact: str) -> HttpResponse:
    found = _own(request, company_contact)
    if request.method == "POST":
        services.delete_company_contact(actor=request.actor, contact=found)
        messages.success(request, _("“%(name)s” is no longer in the address book.") % {"name": found})
        return redirect("adminmenu:address_book")
    return render(request, "contacts/book_delete.html", {"contact": found})


@show
def describe(request: MemberRequest, address: str) -> HttpResponse:
    """What stands there about an account."""
    mailbox = own_account(request, address)
    said = queries.colleague_of(mailbox)
    names = ("reading", "department", "title", "phones", "is_hidden")
    form = DescribeAccount(request.POST or None, initial={name: getattr(said, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            card, is_hidden = form.card_of(mailbox), form.cleaned_data["is_hidden"]
            services.describe_account(actor=request.actor, mailbox=mailbox, card=card, is_hidden=is_hidden)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("“%(name)s” has been saved.") % {"name": address})
            return redirect("adminmenu:address_book")
    context = {"form": form, "mailbox": mailbox}
    return render(request, "contacts/describe.html", context, status=422 if form.errors else 200)


@show
def files(request: MemberRequest) -> HttpResponse:
    form = UploadBook(request.POST or None, request.FILES or None)
    done = None
    if request.method == "POST" and form.is_valid():
        try:
            content = form.content()
            done = services.import_company_book(actor=request.actor, customer=request.customer, content=content)
        except Refused as refusal:
            form.refuse(refusal)
    context = {"form": form, "done": done, "columns": sheet.titles().values()}
    return render(request, "contacts/book_files.html", context, status=422 if form.errors else 200)


@require_GET
def download(request: MemberRequest) -> HttpResponse:
    cards = [known.card for known in queries.company_book(request.customer)]
    return as_file(cards, request.GET.get("as"), _("company-address-book"))


def _own(request: MemberRequest, key: str) -> CompanyContact:
    found = queries.company_contacts_of(request.customer).filter(pk=number_of(key)).first()
    if found is None:
        raise Http404
    return found
