"""The list of accounts (B1): one page of it, with what Dovecot and guardd know of its rows, each asked once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import accounts_of
from fumibako.chapters.mail.usage.queries import sizes_in, sizes_of
from fumibako.chapters.mail.usage_by_account.queries import last_logins
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import outcomes
from fumibako.groundwork.tenancy.models import Domain
from fumibako.groundwork.ui.meters import Meter, meter
from fumibako.machine.state import Aspect

A_PAGE = 50
BY_SIZE = ("bytes", "-bytes")


@dataclass(frozen=True)
class Row:
    """used, meter: None where Dovecot cannot be asked now. last_login: on the web or by a mail program."""

    mailbox: Mailbox
    state: Publication | None
    used: int | None
    meter: Meter | None
    last_login: datetime | None
    forwards: bool


def page_of(domain: Domain, asked: Mapping[str, str], number: str | None) -> tuple[Page[Any], bool]:
    """asked: search, sort and status as accounts_of has them, sort also one of BY_SIZE. The second is whether it could
    be sorted so; else it is in the order of addresses."""
    is_by_size = asked["sort"] in BY_SIZE
    sizes = sizes_in(domain) if is_by_size else None
    sort = "" if is_by_size else asked["sort"]
    found = accounts_of(domain, search=asked["search"], status=asked["status"], sort=sort or "address")
    if sizes is None:
        return Paginator(found, A_PAGE).get_page(number), not is_by_size
    keys = sorted(
        found.values_list("pk", "address"),
        key=lambda each: sizes.get(each[1], 0),
        reverse=asked["sort"].startswith("-"),
    )
    page: Page[Any] = Paginator(keys, A_PAGE).get_page(number)
    shown = {mailbox.pk: mailbox for mailbox in found.filter(pk__in=[key for key, _ in page.object_list])}
    page.object_list = [shown[key] for key, _ in page.object_list if key in shown]
    return page, True


def rows_of(mailboxes: Iterable[Mailbox]) -> list[Row]:
    shown = list(mailboxes)
    addresses = [mailbox.address for mailbox in shown]
    states = outcomes((Aspect.ACCOUNT,), addresses)
    sizes, read = sizes_of(shown), last_logins(addresses)
    return [_row(each, states.get(each.address), sizes.get(each.pk), read.get(each.address)) for each in shown]


def _row(mailbox: Mailbox, state: Publication | None, used: int | None, read_at: datetime | None) -> Row:
    forwarding = getattr(mailbox, "forwarding", None)
    return Row(
        mailbox,
        state,
        used,
        None if used is None else meter(used, mailbox.quota_bytes),
        max((at for at in (mailbox.login.last_login_at, read_at) if at), default=None),
        bool(forwarding and forwarding.is_on),
    )
