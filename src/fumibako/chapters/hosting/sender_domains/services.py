"""What is done for a domain's sender authentication (B14). The keys themselves are made and removed by the agent
(`keys.py`); here are the rows."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from fumibako.chapters.hosting.dns.errors import ZoneRefused
from fumibako.chapters.hosting.dns.queries import current
from fumibako.chapters.hosting.dns.services import NewRecord, add_records, delete_record
from fumibako.chapters.hosting.dns.standard import name_servers
from fumibako.chapters.hosting.sender_domains import errors
from fumibako.chapters.hosting.sender_domains.looking import Seen
from fumibako.chapters.hosting.sender_domains.models import DkimKey, ReportLine, SenderReport, SenderSettings
from fumibako.chapters.hosting.sender_domains.queries import Line, lines_of, newest_key, settings_of
from fumibako.chapters.hosting.sender_domains.records import Purpose, Standing, record_of
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.notices.services import send
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.conf import Config
from fumibako.machine.formats.sender_reports import Report
from fumibako.machine.notices.hosting import DkimKeyChanging, RecordsBroken, SigningStopped
from fumibako.machine.state import Aspect

TTL = 3600


def add_key(*, actor: Actor, domain: Domain, selector: str, public_key: str) -> DkimKey:
    """A new key, which signs once its record is in the DNS. Raises KeyWaits."""
    with transaction.atomic():
        Domain.objects.select_for_update().get(pk=domain.pk)
        newest = newest_key(domain)
        if newest is not None and newest.seen_at is None:
            raise errors.KeyWaits
        key = DkimKey.objects.create(domain=domain, selector=selector, public_key=public_key)
        record(actor, "dkim.add", domain.name, customer_number=domain.customer.number, selector=selector)
    return key


def drop_key(*, actor: Actor, key: DkimKey) -> None:
    """Forget a key whose record nobody looks for any more; in our zone the record goes, too."""
    domain = key.domain
    record_name = record_of(domain.name, key.selector, key.public_key).name
    with transaction.atomic():
        for row in current(domain).own:
            if row.type == "TXT" and f"{row.name}.{domain.name}" == record_name:
                with suppress(ZoneRefused):  # the customer's other records do not fit together: this one does no harm
                    delete_record(actor=actor, domain=domain, key=row.key)
        key.delete()
        record(actor, "dkim.drop", domain.name, customer_number=domain.customer.number, selector=key.selector)
        publishing.request(Aspect.DOMAIN, domain.name)


def note_found(*, actor: Actor, config: Config, domain: Domain, seen: Seen, at: datetime | None = None) -> None:
    """Keep what the DNS said. A key whose record is there signs, and one whose record has gone does not."""
    now = at or timezone.now()
    ours = {name.lower() for name in name_servers(config)}
    found = {"checked_at": now, "answers": seen.answers, "spf": seen.spf}
    found["is_zone_ours"] = bool(seen.name_servers & ours)
    with transaction.atomic():
        Domain.objects.select_for_update().get(pk=domain.pk)
        row, _ = SenderSettings.objects.update_or_create(domain=domain, defaults=found)
        lines = lines_of(domain)
        _note_broken(config, row, lines, now)
        standings = {line.record.name: line.standing for line in lines if line.record.purpose is Purpose.DKIM}
        for key in DkimKey.objects.filter(domain=domain, retired_at__isnull=True):
            _note_key(
                actor, config, key, standings.get(f"{key.selector}._domainkey.{domain.name}", Standing.UNKNOWN), now
            )


def _note_broken(config: Config, row: SenderSettings, lines: Sequence[Line], now: datetime) -> None:
    """Mail the administrator once when records that were right are not any more; DKIM's have a mail of their own."""
    right, broken = set(row.right), []
    for line in lines:
        question = line.record.question
        if line.record.purpose is Purpose.DKIM or line.standing is Standing.UNKNOWN:
            continue
        if line.standing is Standing.OK:
            right.add(question)
        elif question in right:
            right.remove(question)
            broken.append(question)
    row.right = sorted(right & {line.record.question for line in lines})
    row.save(update_fields=["right"])
    if broken:
        name = row.domain.name
        notice = RecordsBroken(domain=name, at=now, records=tuple(broken), link=_page(config))
        send(notice, to=f"postmaster@{name}", domain=row.domain)


def _note_key(actor: Actor, config: Config, key: DkimKey, standing: Standing, now: datetime) -> None:
    is_there = standing is Standing.OK
    if standing is Standing.UNKNOWN or is_there == (key.seen_at is not None):
        return
    domain = key.domain
    key.seen_at = now if is_there else None
    key.save(update_fields=["seen_at"])
    action = "dkim.start" if is_there else "dkim.stop"
    record(actor, action, domain.name, customer_number=domain.customer.number, selector=key.selector)
    if is_there:
        older = DkimKey.objects.filter(domain=domain, retired_at__isnull=True, made_at__lt=key.made_at)
        older.exclude(pk=key.pk).update(retired_at=now)
    else:
        notice = SigningStopped(
            domain=domain.name,
            at=now,
            record=f"{key.selector}._domainkey.{domain.name}",
            link=_page(config),
        )
        send(notice, to=f"postmaster@{domain.name}", domain=domain)  # the administrator's, whoever that is
    publishing.request(Aspect.DOMAIN, domain.name)


def _page(config: Config) -> str:
    return f"{config.site_url}/admin/sender-domains/"


def publish_key(*, actor: Actor, domain: Domain, key: DkimKey) -> None:
    """Put a new key's record into the domain's zone, which is ours. Raises ZoneRefused."""
    record = record_of(domain.name, key.selector, key.public_key)
    add_records(actor=actor, domain=domain, new=[NewRecord(record.name, record.type, record.value, TTL)])


def ask_for_record(*, config: Config, domain: Domain, key: DkimKey) -> None:
    """Mail the administrator which record a new key needs."""
    record = record_of(domain.name, key.selector, key.public_key)
    notice = DkimKeyChanging(domain=domain.name, record=record.name, value=record.value, link=_page(config))
    send(notice, to=f"postmaster@{domain.name}", domain=domain)


def set_sender_settings(*, actor: Actor, domain: Domain, is_enforced: bool, mta_sts: str) -> None:
    """Raises BadMode."""
    if mta_sts not in SenderSettings.Mode.values:
        raise errors.BadMode
    values = {"is_enforced": is_enforced, "mta_sts": mta_sts}
    with transaction.atomic():
        SenderSettings.objects.update_or_create(domain=domain, defaults=values)
        record(actor, "sender_domain.set", domain.name, customer_number=domain.customer.number, **values)
        publishing.request(Aspect.DOMAIN, domain.name)


def publish_records(*, actor: Actor, domain: Domain) -> int:
    """Put what is missing into the domain's zone, which is ours. What is there and different is the customer's own, and
    stays; but the mark of an MTA-STS policy is only ever ours. Returns how many. Raises NotOurZone, ZoneRefused."""
    if not settings_of(domain).is_zone_ours:
        raise errors.NotOurZone(domain=domain.name)
    new = []
    for line in lines_of(domain):
        purpose, is_changed = line.record.purpose, line.standing is Standing.DIFFERENT
        if line.standing is Standing.MISSING or (is_changed and purpose is Purpose.MTA_STS):
            new.append(NewRecord(line.record.name, line.record.type, line.record.value, TTL, replaces=is_changed))
    if new:
        add_records(actor=actor, domain=domain, new=new)
    return len(new)


def take_report(*, actor: Actor, domain: Domain, report: Report, sender: str = "") -> SenderReport:
    """Keep a report that another server sent. One that is there already is left as it is. sender: the proved domain of
    the mail that brought it."""
    facts = {"begins_at": report.begins_at, "ends_at": report.ends_at, "sender": sender}
    with transaction.atomic():
        row, is_new = SenderReport.objects.get_or_create(
            domain=domain, kind=report.kind, reporter=report.reporter, key=report.key, defaults=facts
        )
        if is_new:
            ReportLine.objects.bulk_create(
                ReportLine(report=row, source=line.source or None, count=line.count, result=line.result)
                for line in report.lines
            )
            names = {"kind": report.kind, "reporter": report.reporter, "key": report.key}
            record(actor, "sender_report.take", domain.name, customer_number=domain.customer.number, **names)
    return row
