"""The history of an account: the same page for its user and for the administrator."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from fumibako.chapters.identity.audit_log.words import PROVIDER, SYSTEM, words_of
from fumibako.chapters.mail.account_history.queries import BY_OTHERS, entries_about, is_by_user, names_of
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.requests import MemberRequest, own_account
from fumibako.groundwork.audit.actor import Kind
from fumibako.groundwork.audit.models import Entry

A_PAGE = 50


@dataclass(frozen=True)
class Row:
    """An entry as it is shown. name: of the person, where they have one."""

    entry: Entry
    action: Any
    who: Any
    name: str = ""


@require_GET
def own(request: MemberRequest) -> HttpResponse:
    return _page(request, request.mailbox, is_own=True)


@require_GET
def of_account(request: MemberRequest, address: str) -> HttpResponse:
    return _page(request, own_account(request, address), is_own=False)


def _page(request: MemberRequest, mailbox: Mailbox, *, is_own: bool) -> HttpResponse:
    by = BY_OTHERS if request.GET.get("by") == BY_OTHERS else ""
    page = Paginator(entries_about(mailbox, by), A_PAGE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    names = names_of(shown)
    context = {
        "mailbox": mailbox,
        "is_own": is_own,
        "page": page,
        "rows": [_row(entry, mailbox, names, is_own=is_own) for entry in shown],
        "by": by,
        "others": BY_OTHERS,
    }
    return render(request, "account_history/list.html", context)


def _row(entry: Entry, mailbox: Mailbox, names: Mapping[str, str], *, is_own: bool) -> Row:
    """Which of the provider's staff it was is not the customer's to know."""
    action = words_of(entry.action)
    if entry.actor_kind == Kind.OPERATOR:
        return Row(entry, action, PROVIDER)
    if entry.actor_kind == Kind.SYSTEM:
        return Row(entry, action, SYSTEM)
    if is_own and is_by_user(entry, mailbox):
        return Row(entry, action, _("You"))
    return Row(entry, action, entry.actor, names.get(entry.actor, ""))
