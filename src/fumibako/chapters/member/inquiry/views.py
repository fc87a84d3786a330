"""The inquiry form, and the operator's desk for what came in (A1)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fumibako.chapters.contract.owners.models import Owner
from fumibako.chapters.identity.logins.sessions import remote_of
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.member.faces import redirect_here
from fumibako.chapters.member.inquiry import services
from fumibako.chapters.member.inquiry.forms import AnswerInquiry, SendInquiry
from fumibako.chapters.member.inquiry.models import Inquiry
from fumibako.chapters.member.requests import StaffRequest
from fumibako.groundwork.once.pages import done_once
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Customer

A_PAGE = 50
show = require_http_methods(["GET", "POST"])


@show
@done_once
def ask(request: HttpRequest) -> HttpResponse:
    """On the member site nobody knows who asks; the gates of the menus do."""
    customer: Customer | None = getattr(request, "customer", None)
    mailbox: Mailbox | None = getattr(request, "mailbox", None)
    owner: Owner | None = getattr(request, "owner", None)
    initial = {"reply_address": mailbox.address if mailbox else owner.contact if owner else ""}
    form = SendInquiry(request.POST or None, initial=initial, is_known=customer is not None)
    if request.method == "POST" and form.is_valid():
        language = "ja" if (get_language() or "").startswith("ja") else "en"
        remote, given = remote_of(request), form.cleaned_data
        try:
            inquiry = services.send_inquiry(remote=remote, language=language, customer=customer, **given)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            words = _("We have received your inquiry. Its number is %(number)s.") % {"number": inquiry.number}
            messages.success(request, words)
            return redirect_here(request, "inquiry_sent")
    context = {"form": form, "customer": customer}
    return render(request, "inquiry/ask.html", context, status=422 if form.errors else 200)


@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "inquiry/sent.html")


@require_GET
def listed(request: StaffRequest) -> HttpResponse:
    status = request.GET.get("status", Inquiry.Status.OPEN)
    status = status if status in Inquiry.Status.values else ""
    found = Inquiry.objects.select_related("customer")
    page = Paginator(found.filter(status=status) if status else found, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "status": status, "statuses": Inquiry.Status.choices}
    return render(request, "inquiry/list.html", context)


@require_GET
def of_customer(request: StaffRequest, number: str) -> HttpResponse:
    """Of whoever was logged in, and of whoever typed the number."""
    customer = get_object_or_404(Customer, number=number)
    found = Inquiry.objects.filter(Q(customer=customer) | Q(customer_number=number))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "inquiry/of_customer.html", {"page": page, "customer": customer})


@show
@done_once
def inquiry(request: StaffRequest, inquiry: str) -> HttpResponse:
    found = _inquiry(inquiry)
    form = AnswerInquiry(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_inquiry(actor=request.actor, inquiry=found, text=form.cleaned_data["text"])
        except Refused as refusal:
            form.refuse(refusal)
        else:
            words = _("The answer to %(number)s is on its way to %(address)s.")
            messages.success(request, words % {"number": found.number, "address": found.reply_address})
            return redirect("console:inquiry", found.pk)
    context = {"form": form, "inquiry": found, "answers": found.answers.all()}
    return render(request, "inquiry/inquiry.html", context, status=422 if form.errors else 200)


@require_POST
@done_once
def close(request: StaffRequest, inquiry: str) -> HttpResponse:
    """Its button stands on the inquiry's page."""
    found = _inquiry(inquiry)
    services.close_inquiry(actor=request.actor, inquiry=found)
    messages.success(request, _("The inquiry %(number)s has been closed.") % {"number": found.number})
    return redirect("console:inquiries")


def _inquiry(key: str) -> Inquiry:
    rows = Inquiry.objects.select_related("customer")
    found = rows.filter(pk=int(key)).first() if key.isdecimal() and len(key) < 10 else None
    if found is None:
        raise Http404
    return found
