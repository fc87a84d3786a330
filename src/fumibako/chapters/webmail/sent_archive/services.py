"""Keeping the index up, and looking at what was sent; each look is in the audit log (B12)."""

import logging
import sqlite3
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.core.signing import Signer
from django.utils.crypto import constant_time_compare

from fumibako.chapters.webmail.letter import file_name
from fumibako.chapters.webmail.reading.files import unused
from fumibako.chapters.webmail.sent_archive import errors, index
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.filterd.control import forget_archived
from fumibako.machine.formats.packs import BrokenPack, Facts, is_unchanged, mail_at
from fumibako.machine.provision.client import AgentDown, AgentRefused

log = logging.getLogger("fumibako.sent_archive")
AT_ONCE = 200  # mails that a look indexes; the other chores wait meanwhile
A_PAGE = 50
MOST_BYTES = 200 << 20
_SIGNER = Signer(salt=__name__)
_sizes: dict[Path, int] = {}
"""Of packs that are indexed to their ends: each round looks at sizes only."""


def index_new() -> int:
    """Returns how many mails were new."""
    number = 0
    for directory in sorted(settings.FUMIBAKO.archive.glob("*/*")):
        tenant = f"{directory.parent.name}/{directory.name}"
        sizes = {pack: pack.stat().st_size for pack in directory.glob("*.pack")}
        if number >= AT_ONCE or all(_sizes.get(pack) == size for pack, size in sizes.items()):
            continue
        try:
            added = index.add_new(settings.FUMIBAKO, tenant, AT_ONCE - number)
        except (OSError, BrokenPack, sqlite3.Error) as error:
            log.error("%s: not indexed: %s", tenant, error)
            added = 0
        number += added
        if not added:
            _sizes.update(sizes)
    return number


def forget_old() -> int:
    """Returns how many packs went."""
    try:
        gone = forget_archived(settings.FUMIBAKO)
    except (AgentDown, AgentRefused) as error:
        log.warning("old copies of sent mail go later: %s", error)
        return 0
    for directory in settings.FUMIBAKO.archive_index.glob("*/*"):
        index.forget_lost(settings.FUMIBAKO, f"{directory.parent.name}/{directory.name}")
    return gone


def tenant_of(domain: Domain) -> str:
    """Whose packs are whose. Of whoever had the domain before, nothing is found."""
    return f"{domain.customer.number}/{domain.name}"


def search(*, actor: Actor, domain: Domain, asked: index.Asked, page: int) -> tuple[list[index.Found], int]:
    """A page of what was found, and how many mails there are. page: from 1."""
    found = index.found(settings.FUMIBAKO, tenant_of(domain), asked, (page - 1) * A_PAGE, A_PAGE)
    days = {name: at.date().isoformat() for name, at in (("since", asked.since), ("until", asked.until)) if at}
    words = "; ".join(f"{name}: {text}" for name, text in asked.words.items())
    _noted(actor, "sent_archive.search", domain, **days, words=words, found=found[1])
    return found


def mail(*, actor: Actor, domain: Domain, pack: str, place: int, is_saved: bool) -> tuple[Facts, bytes, bool]:
    """Its facts, itself, and whether it is what was written. is_saved: as a file. Raises NoSuchMail."""
    facts, octets, is_right = _read(domain, pack, place)
    action = "sent_archive.save" if is_saved else "sent_archive.view"
    _noted(actor, action, domain, queue_id=facts.queue_id, sender=facts.login, recipients=_few(facts.recipients))
    return facts, octets, is_right


def key_of_body(domain: Domain, pack: str, place: int) -> str:
    """The page that shows a mail in a frame gives it: whoever has it was noted."""
    return _SIGNER.signature(f"{tenant_of(domain)} {pack} {place}")


def body(*, domain: Domain, pack: str, place: int, key: str) -> bytes | None:
    """For the frame of a page that was noted; None where it was not. Raises NoSuchMail."""
    octets = _read(domain, pack, place)[1]
    return octets if constant_time_compare(key, key_of_body(domain, pack, place)) else None


def packed(*, actor: Actor, domain: Domain, chosen: Sequence[tuple[str, int]]) -> bytes:
    """A ZIP of them. Raises NothingChosen, NoSuchMail, TooMuch."""
    if not chosen:
        raise errors.NothingChosen
    size, used, made = 0, set[str](), BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as zipped:
        for pack, place in chosen:
            facts, octets, _ = _read(domain, pack, place)
            size += len(octets)
            if size > MOST_BYTES:
                raise errors.TooMuch(most=MOST_BYTES >> 20)
            zipped.writestr(unused(file_name(octets), used), octets)
            _noted(actor, "sent_archive.save", domain, queue_id=facts.queue_id, sender=facts.login)
    return made.getvalue()


def _read(domain: Domain, pack: str, place: int) -> tuple[Facts, bytes, bool]:
    """Raises NoSuchMail."""
    path = next((each for each in index.packs(settings.FUMIBAKO, tenant_of(domain)) if each.name == pack), None)
    if path is None:
        raise errors.NoSuchMail
    try:
        return *mail_at(path, place), is_unchanged(path, place)
    except (OSError, BrokenPack) as error:
        raise errors.NoSuchMail from error


def _noted(actor: Actor, action: str, domain: Domain, **details: object) -> None:
    record(actor, action, domain.name, customer_number=domain.customer.number, **details)


def _few(recipients: Sequence[str]) -> str:
    return ", ".join(recipients[:5]) + (" …" if len(recipients) > 5 else "")
