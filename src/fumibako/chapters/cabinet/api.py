"""The cabinet for programs (E5): rules, links and the log. Files come in by the pages only."""

from datetime import datetime

from fumibako.chapters.cabinet import queries, services
from fumibako.chapters.cabinet.errors import LinkOver
from fumibako.chapters.cabinet.models import GIGABYTE, Link
from fumibako.chapters.mail.accounts.api import account_here, domain_here
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Text
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats.numbers import number_of

MOST = 500


class CabinetFacts(Facts):
    """Of the whole contract. accounts_max: for how many accounts it has the option; accounts: those chosen."""

    is_open: bool
    takes_files: bool
    needs_password: bool
    passes_unscanned: bool
    max_days: int
    max_file_gigabytes: int
    accounts_max: int
    accounts: list[str]
    used_bytes: int
    disk_bytes: int


class NewCabinet(Given):
    is_open: bool
    takes_files: bool
    needs_password: bool
    passes_unscanned: bool
    max_days: int
    max_file_gigabytes: int


class NewSeats(Given):
    accounts: list[Text]


class LinkFacts(Facts):
    """The link itself was shown once and is kept nowhere. downloads: of each file. max_downloads: 0 for no limit."""

    link: int
    account: str
    note: str
    files: list[str]
    downloads: list[int]
    max_downloads: int
    has_password: bool
    recipients: list[str]
    expires_at: datetime
    is_alive: bool


class AccessFacts(Facts):
    at: datetime
    account: str
    note: str
    happening: str
    file: str
    who: str
    remote: str


def show(request: ProgramRequest, domain: Text) -> CabinetFacts:
    """What the administrators allow, who may use it, and how full it is."""
    return _facts(domain_here(request, domain).customer)


def put(request: ProgramRequest, domain: Text, given: NewCabinet) -> CabinetFacts:
    """Set what the administrators allow, for every domain of the contract."""
    customer = domain_here(request, domain).customer
    services.set_policy(actor=request.caller.actor, customer=customer, **given.model_dump())
    return _facts(customer)


def put_accounts(request: ProgramRequest, domain: Text, given: NewSeats) -> CabinetFacts:
    """These accounts of the domain may use it, and no others of it."""
    row = domain_here(request, domain)
    services.choose_seats(actor=request.caller.actor, domain=row, addresses=given.accounts)
    return _facts(row.customer)


def links(request: ProgramRequest, address: Text) -> list[LinkFacts]:
    """An account's links, the newest first; those that are over for thirty days more."""
    return [_link(row) for row in queries.links_of(account_here(request, address))]


def end(request: ProgramRequest, address: Text, link: Text) -> LinkFacts:
    """It works no longer."""
    rows = queries.links_of(account_here(request, address))
    row = rows.filter(pk=number_of(link)).first()
    if row is None:
        raise LinkOver
    services.end_link(actor=request.caller.actor, link=row)
    return _link(rows.get(pk=row.pk))


def log(request: ProgramRequest, domain: Text) -> list[AccessFacts]:
    """What people outside did by links of the contract's users, the newest first, at most 500 lines."""
    rows = queries.accesses_of(domain_here(request, domain).customer)[:MOST]
    return [
        AccessFacts(
            at=row.at,
            account=row.mailbox.address,
            note=row.note,
            happening=row.happening,
            file=row.file_name,
            who=row.who,
            remote=row.remote,
        )
        for row in rows
    ]


def _facts(customer: Customer) -> CabinetFacts:
    policy = queries.policy_of(customer)
    return CabinetFacts(
        is_open=policy.is_open,
        takes_files=policy.takes_files,
        needs_password=policy.needs_password,
        passes_unscanned=policy.passes_unscanned,
        max_days=policy.max_days,
        max_file_gigabytes=policy.max_file_bytes // GIGABYTE,
        accounts_max=queries.seats_max(customer),
        accounts=list(queries.seats_of(customer).values_list("mailbox__address", flat=True)),
        used_bytes=queries.used_bytes(customer),
        disk_bytes=queries.disk_of(customer),
    )


def _link(row: Link) -> LinkFacts:
    linked = list(row.linked.select_related("file").order_by("pk"))
    return LinkFacts(
        link=row.pk,
        account=row.mailbox.address,
        note=row.note,
        files=[each.file.name for each in linked],
        downloads=[each.downloads for each in linked],
        max_downloads=row.max_downloads,
        has_password=bool(row.password_hash),
        recipients=row.recipients,
        expires_at=row.expires_at,
        is_alive=Link.objects.filter(queries.alive(), pk=row.pk).exists(),
    )
