"""Rows → wishes: the mail domain and the mailbox themselves."""

from dataclasses import replace

from django.conf import settings

from fumibako.chapters.contract.options.models import Effect
from fumibako.chapters.contract.options.queries import has
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import administrator_of
from fumibako.chapters.mail.spam_engine.queries import judged_by_second
from fumibako.chapters.mail.spam_policy.models import SpamPolicy
from fumibako.chapters.mail.virus.models import VirusPolicy
from fumibako.groundwork.brand.queries import signature
from fumibako.groundwork.notices.models import NoticeOverride
from fumibako.groundwork.notices.queries import operators_wordings
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine import state
from fumibako.machine.state import Aspect


def domain_of(name: str) -> state.MailDomain | None:
    row = Domain.objects.select_related("customer").filter(name=name).first()
    if row is None:
        return None
    administrator = administrator_of(row.name)
    # The operator's wordings first, the domain's own over them.
    wordings = operators_wordings()
    for override in NoticeOverride.objects.filter(domain=row):
        wordings[override.key, override.language] = override.text
    return state.MailDomain(
        name=row.name,
        administrator=administrator.address if administrator else f"administrator@{row.name}",
        is_suspended=row.customer.is_suspended,
        is_locked=row.is_locked,
        is_archived=has(row.customer, Effect.ARCHIVE),
        virus=replace(_virus(row), second=_has_second_engine(row)),
        spam=replace(_spam(row), second_for=judged_by_second(row)),
        notices=tuple((key, wordings[key, language]) for key, language in sorted(wordings)),
        signature=signature(""),
    )


def _virus(domain: Domain) -> state.VirusPolicy:
    row = VirusPolicy.objects.filter(domain=domain).first()
    if row is None:
        return state.VirusPolicy()
    return state.VirusPolicy(
        incoming=row.incoming, outgoing=row.outgoing, encrypted=state.EncryptedTreatment(row.encrypted)
    )


def _spam(domain: Domain) -> state.SpamPolicy:
    row = SpamPolicy.objects.filter(domain=domain).first()
    if row is None:
        return state.SpamPolicy()
    return state.SpamPolicy(
        is_on=row.is_on, threshold=float(row.threshold), treatment=state.SpamTreatment(row.treatment)
    )


def _has_second_engine(domain: Domain) -> bool:
    """Ordered, and there is one: mail waits for an engine that is away, and must not for one that was never set."""
    return bool(settings.FUMIBAKO.settings.engines.icap) and has(domain.customer, Effect.VIRUS)


def mailbox_of(address: str) -> state.Mailbox | None:
    row = Mailbox.objects.select_related("domain__customer", "login").filter(address=address).first()
    if row is None:
        return None
    return state.Mailbox(
        address=row.address,
        password_hash=row.password_hash,
        quota_bytes=row.quota_bytes,
        is_open=not row.is_suspended and not row.domain.customer.is_suspended,
    )


PARTS = (
    SnapshotPart(Aspect.ACCOUNT, mailbox_of),
    SnapshotPart(Aspect.DOMAIN, domain_of),
)
