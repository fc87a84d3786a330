"""What administrators do to DNS records (D9). Each change is a new version, checked as a whole before it is made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.dateformat import time_format

from fumibako.chapters.hosting.dns import errors, rolling, rules
from fumibako.chapters.hosting.dns.importing import Imported, merged
from fumibako.chapters.hosting.dns.models import KeyRoll, Secondaries, SignedZone, ZoneVersion
from fumibako.chapters.hosting.dns.names import check_name
from fumibako.chapters.hosting.dns.queries import Content, content_of, current, is_signed, there, versions_of
from fumibako.chapters.hosting.dns.records import Record, new_key
from fumibako.chapters.hosting.dns.rolling import AtParent, Step
from fumibako.chapters.hosting.dns.values import check_value
from fumibako.groundwork.audit.actor import SYSTEM, Actor
from fumibako.groundwork.audit.services import record as note
from fumibako.groundwork.jobs.kinds import JobKind
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect

KEPT_VERSIONS = 100


def add_record(*, actor: Actor, domain: Domain, name: str, kind: str, value: str, ttl: int) -> Record:
    """Raises BadName, OutsideZone, BadWildcard, BadServiceName, BadType, BadTtl, BadValue, ZoneRefused."""
    new = checked(domain, name, kind, value, ttl)
    with transaction.atomic():
        content = _locked(domain)
        _make(actor, domain, with_record(content, new), "dns.add", new)
    return new


@dataclass(frozen=True)
class NewRecord:
    """As it is typed. replaces: the customer's own of that name and type go."""

    name: str
    kind: str
    value: str
    ttl: int
    replaces: bool = False


def add_records(*, actor: Actor, domain: Domain, new: Sequence[NewRecord]) -> None:
    """Several records as one version. Raises what add_record raises."""
    with transaction.atomic():
        content = _locked(domain)
        names = []
        for each in new:
            record = checked(domain, each.name, each.kind, each.value, each.ttl)
            if each.replaces:
                content = replace(content, own=tuple(r for r in content.own if r.set_name != record.set_name))
            content = with_record(content, record)
            names.append(f"{record.type} {record.name}")
        _make(actor, domain, content, "dns.add_several", records=", ".join(names))


def change_record(*, actor: Actor, domain: Domain, key: str, name: str, value: str, ttl: int) -> Record:
    """One of the product's own makes the whole set of its name and type the customer's. Raises what add_record raises,
    NoSuchRecord, RecordChanged."""
    with transaction.atomic():
        content = _locked(domain)
        before = there(domain, content, key)
        new = checked(domain, name, before.type, value, ttl)
        _make(actor, domain, with_change(content, before, new), "dns.change", new)
    return new


def delete_record(*, actor: Actor, domain: Domain, key: str) -> Record:
    """Raises NoSuchRecord, RecordChanged, ZoneRefused."""
    with transaction.atomic():
        content = _locked(domain)
        before = there(domain, content, key)
        _make(actor, domain, without(content, before), "dns.delete", before)
    return before


def restore_standard(*, actor: Actor, domain: Domain, set_name: str) -> None:
    """The product's own set of that name ("MX @") instead of the customer's. Raises NoSuchRecord, ZoneRefused."""
    with transaction.atomic():
        content = _locked(domain)
        restored = next((record for record in content.left_out() if record.set_name == set_name), None)
        if restored is None:
            raise errors.NoSuchRecord
        is_spf = rules.is_spf(restored)
        own = (
            r for r in content.own if r.set_name != set_name or (restored.type == "TXT" and rules.is_spf(r) != is_spf)
        )
        _make(actor, domain, Content(tuple(own), content.replaced - {set_name}), "dns.restore", restored)


def go_back(*, actor: Actor, domain: Domain, number: int) -> None:
    """Publish an older version again, as a new one. Raises NoSuchVersion, ZoneRefused."""
    with transaction.atomic():
        _locked(domain)
        wanted = versions_of(domain).filter(number=number).first()
        if wanted is None:
            raise errors.NoSuchVersion
        _make(actor, domain, content_of(wanted), "dns.go_back", version=number)


def import_zone(*, actor: Actor, domain: Domain, text: str) -> Imported:
    """Take over the records of a zone file, but for what the service has records of its own for. Raises
    ZoneFileTooLarge, BadZoneFile, ZoneRefused."""
    with transaction.atomic():
        found = merged(domain.name, _locked(domain), text)
        if found.added:
            _make(actor, domain, found.content, "dns.import", number=found.added)
    return found


def set_secondaries(*, actor: Actor, domain: Domain, addresses: Sequence[str]) -> None:
    """Who may fetch the zone, and is told when it changes. Raises BadSecondary, TooManySecondaries."""
    checked_ones = rules.check_secondaries(addresses)
    with transaction.atomic():
        Secondaries.objects.update_or_create(domain=domain, defaults={"addresses": checked_ones})
        note(
            actor,
            "dns.secondaries",
            domain.name,
            customer_number=domain.customer.number,
            addresses=", ".join(checked_ones),
        )
        publishing.request(Aspect.ZONE, domain.name)


def sign_zone(*, actor: Actor, domain: Domain) -> None:
    """Sign the zone from now on (DNSSEC); a key is made for it."""
    with transaction.atomic():
        SignedZone.objects.get_or_create(domain=domain)
        note(actor, "dns.sign", domain.name, customer_number=domain.customer.number)
        publishing.request(Aspect.ZONE, domain.name)


def unsign_zone(*, actor: Actor, domain: Domain) -> None:
    """The signatures go. Whoever still finds a DS record at the parent then takes every answer for forged."""
    with transaction.atomic():
        SignedZone.objects.filter(domain=domain).delete()
        note(actor, "dns.unsign", domain.name, customer_number=domain.customer.number)
        publishing.request(Aspect.ZONE, domain.name)


def begin_key_roll(*, actor: Actor, domain: Domain, kind: JobKind, owner: str) -> KeyRoll:
    """A new key beside the old one, which goes once the parent names the new one. Raises NotSigned, KeyNotReady,
    KeyRollUnderWay."""
    signers, number = rolling.signers_of(domain.name), domain.customer.number
    with transaction.atomic():
        Domain.objects.select_for_update().get(pk=domain.pk)
        if not is_signed(domain):
            raise errors.NotSigned
        if rolling.row_of(domain):
            raise errors.KeyRollUnderWay
        if len(signers) != 1:
            raise errors.KeyNotReady
        row = KeyRoll.objects.create(domain=domain, old_digest=signers[0].digest, began_at=timezone.now())
        note(actor, "dns.new_key", domain.name, customer_number=number)
        kind.enqueue(actor=actor, owner=owner, customer_number=number, domain=domain.name)
    return row


def enter_ds(*, actor: Actor, domain: Domain) -> None:
    """Somebody says that the new DS record is registered: believed where the parent cannot be asked, else looked for.
    Raises NoKeyRoll, KeyTooNew, DsNotRegistered."""
    now, signers = timezone.now(), rolling.signers_of(domain.name)
    row = rolling.row_of(domain)
    roll = rolling.roll_of(row, signers, now) if row and signers else None
    if row is None or roll is None or roll.new is None or roll.step not in (Step.SPREADING, Step.REGISTER):
        raise errors.NoKeyRoll
    if roll.step is Step.SPREADING:
        raise errors.KeyTooNew(time=time_format(timezone.localtime(roll.until), "H:i"))
    seen = rolling.at_parent(domain.name, [roll.new])
    if seen not in (AtParent.OURS, AtParent.UNKNOWN):
        raise errors.DsNotRegistered
    with transaction.atomic():
        KeyRoll.objects.filter(pk=row.pk).update(is_entered=True)
        note_parent(row, is_there=True, now=now)
        note(actor, "dns.ds_entered", domain.name, customer_number=domain.customer.number)


def note_parent(row: KeyRoll, *, is_there: bool, now: datetime) -> bool:
    """Whether the parent names the new key, and since when without a break; return is_there."""
    rows = KeyRoll.objects.filter(pk=row.pk)
    if not is_there:
        rows.update(seen_at=None, is_entered=False)
    else:
        rows.filter(seen_at=None).update(seen_at=now)
    return is_there


def end_key_roll(row: KeyRoll) -> None:
    """The old key is gone."""
    with transaction.atomic():
        if KeyRoll.objects.filter(pk=row.pk).delete()[0]:
            note(SYSTEM, "dns.key_changed", row.domain.name, customer_number=row.domain.customer.number)


def checked(domain: Domain, name: str, kind: str, value: str, ttl: int) -> Record:
    """The record as it is stored. Raises what add_record raises but ZoneRefused."""
    kind = rules.check_type(kind)
    return Record(
        new_key(),
        check_name(domain.name, name, kind),
        kind,
        check_value(domain.name, kind, value),
        rules.check_ttl(ttl),
    )


def with_record(content: Content, new: Record) -> Content:
    """All records of one name and type have one TTL (RFC 2181 section 5.2): the newest one's."""

    def with_ttl(record: Record) -> Record:
        is_other = record.set_name == new.set_name and record.ttl != new.ttl
        return replace(record, key=new_key(), ttl=new.ttl) if is_other else record

    return Content((*map(with_ttl, content.own), new), content.replaced)


def with_change(content: Content, before: Record, new: Record) -> Content:
    return with_record(without(content, before), new)


def without(content: Content, before: Record) -> Content:
    """Of the product's own, the others of the same name and type become the customer's."""
    if not before.is_standard:
        return replace(content, own=tuple(record for record in content.own if record.key != before.key))
    taken_over = (
        Record(new_key(), *record.content, record.ttl)
        for record in content.standard()
        if record.set_name == before.set_name and record.key != before.key
    )
    return Content((*content.own, *taken_over), content.replaced | {before.set_name})


def _locked(domain: Domain) -> Content:
    """What is there now; nobody else changes it until this transaction ends."""
    Domain.objects.select_for_update().get(pk=domain.pk)
    return current(domain)


def _make(
    actor: Actor, domain: Domain, content: Content, action: str, changed: Record | None = None, **details: object
) -> None:
    """Raises ZoneRefused."""
    rules.check_zone(domain.name, content.published())
    newest = versions_of(domain).first()
    version = ZoneVersion.objects.create(
        domain=domain,
        number=newest.number + 1 if newest else 1,
        records=[record.stored() for record in content.own],
        replaced=sorted(content.replaced),
        made_by=actor.name,
    )
    _forget(versions_of(domain)[KEPT_VERSIONS:])
    if changed:
        details |= {"name": changed.name, "type": changed.type, "value": changed.value[:200]}
    note(actor, action, domain.name, customer_number=domain.customer.number, **details, made=version.number)
    publishing.request(Aspect.ZONE, domain.name)


def _forget(versions: Iterable[ZoneVersion]) -> None:
    ZoneVersion.objects.filter(pk__in=[version.pk for version in versions]).delete()
