"""Usage of every account of the domain (B4), and emptying a mailbox."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts_of
from fumibako.chapters.mail.requests import MemberRequest, own_account
from fumibako.chapters.mail.usage.queries import mailbox_usage
from fumibako.chapters.mail.usage_by_account.queries import last_logins, sorted_by_size
from fumibako.chapters.mail.usage_by_account.services import empty_mailbox
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.forms import ConfirmAddress

A_PAGE = 20  # each row is a question to Dovecot
show = require_http_methods(["GET", "POST"])


@require_GET
def listed(request: MemberRequest) -> HttpResponse:
    search = request.GET.get("search", "")[:100]
    sort = request.GET.get("sort", "")
    is_by_size = sort in ("bytes", "-bytes")
    accounts: Sequence[Mailbox] | QuerySet[Mailbox] | None = None
    if is_by_size:
        accounts = sorted_by_size(request.domain, search, sort)
    if accounts is None:
        if is_by_size:
            messages.warning(
                request, _("The sizes cannot be read right now, so the list is in the order of addresses.")
            )
        sort = sort if sort in ("address", "-address") else ""
        accounts = accounts_of(request.domain, search=search, sort=sort or "address")
    page = Paginator(accounts, A_PAGE).get_page(request.GET.get("page"))
    last = last_logins([mailbox.address for mailbox in page])
    rows = [
        (mailbox, mailbox_usage(mailbox), mailbox.login.last_login_at, last.get(mailbox.address)) for mailbox in page
    ]
    context = {"page": page, "rows": rows, "asked": {"search": search, "sort": sort}}
    return render(request, "usage_by_account/list.html", context)


@show
def empty_account(request: MemberRequest, address: str) -> HttpResponse:
    return _empty(request, own_account(request, address), "adminmenu:usage")


@show
def empty_own(request: MemberRequest) -> HttpResponse:
    return _empty(request, request.mailbox, "usermenu:menu")


def _empty(request: MemberRequest, mailbox: Mailbox, after: str) -> HttpResponse:
    form = ConfirmAddress(request.POST or None, expected=mailbox.address)
    if request.method == "POST" and form.is_valid():
        try:
            number = empty_mailbox(actor=request.actor, mailbox=mailbox)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            words = ngettext("%(number)d mail has been deleted.", "%(number)d mails have been deleted.", number or 0)
            said = words % {"number": number} if number is not None else _("The mailbox is being emptied.")
            messages.success(request, said)
            return redirect(after)
    context = {"form": form, "mailbox": mailbox, "usage": mailbox_usage(mailbox), "after": after}
    return render(request, "usage_by_account/empty.html", context, status=422 if form.errors else 200)
