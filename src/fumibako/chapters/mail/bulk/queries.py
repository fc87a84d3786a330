"""Looking at uploads, and what they would do."""

import uuid
from collections.abc import Collection, Iterable

from fumibako.chapters.contract.plans.models import Contract
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import role_of
from fumibako.chapters.mail.aliases.models import Alias
from fumibako.chapters.mail.bulk import errors
from fumibako.chapters.mail.bulk.models import Upload
from fumibako.chapters.mail.bulk.plan import Existing, Facts, Preview, Registrar, preview
from fumibako.chapters.mail.bulk.sheet import Sheet, parse
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.jobs import files
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.tenancy.models import Domain
from fumibako.groundwork.tenancy.roles import Role
from fumibako.machine.state import Aspect


def upload_of(keys: Collection[str], pk: str) -> Upload | None:
    try:
        return (
            Upload.objects.select_related("job", "domain", "customer").filter(pk=uuid.UUID(pk), owner__in=keys).first()
        )
    except ValueError:
        return None


def domains_of(upload: Upload) -> dict[str, Domain]:
    """By name, those that may have accounts."""
    found = Domain.objects.select_related("customer").filter(alias_of__isnull=True)
    return {domain.name: domain for domain in (found.filter(customer=upload.customer) if upload.customer else found)}


def sheet_of(upload: Upload, domains: Collection[str]) -> Sheet:
    """Raises FileGone, and what parse raises."""
    content = files.read(upload.stored)
    if content is None:
        raise errors.FileGone
    return parse(content, domains=domains, default=upload.domain.name if upload.domain else "")


def facts_of(domains: Iterable[Domain]) -> Facts:
    """What is there now, in a few queries however many accounts there are."""
    domains = list(domains)
    customers = {domain.customer_id for domain in domains}
    mailboxes = Mailbox.objects.filter(domain__customer__in=customers).values_list(
        "address", "is_administrator", "role", "domain__customer"
    )
    used: dict[int, int] = {}
    accounts = {}
    for address, is_administrator, role, customer in mailboxes:
        used[customer] = used.get(customer, 0) + 1
        accounts[address] = Existing(is_administrator, Role(role))
    limits = Contract.objects.filter(customer__in=customers).values_list("customer", "accounts_max")
    unsettled = Publication.objects.filter(aspect__in=(Aspect.ACCOUNT, Aspect.ALIAS, Aspect.SIEVE))
    return Facts(
        accounts=accounts,
        aliases=frozenset(Alias.objects.filter(domain__customer__in=customers).values_list("address", flat=True)),
        unsettled=frozenset(unsettled.exclude(outcome=Publication.Outcome.LIVE).values_list("key", flat=True)),
        customers={domain.name: domain.customer_id for domain in domains},
        used=used,
        limits=dict(limits),
    )


def preview_of(upload: Upload, *, actor: Actor) -> Preview:
    """What would become of each line now, if the actor registered it. Raises FileGone."""
    domains = domains_of(upload)
    sheet = sheet_of(upload, domains)
    facts = facts_of(domains.values())
    registrar = Registrar(actor.name, role_of(actor))
    return preview(sheet, facts, registrar=registrar, changes_existing=upload.changes_existing)
