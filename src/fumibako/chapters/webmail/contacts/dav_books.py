"""Address books as telephones see them: one's own, which they may change, and the company's, to be read (C12)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.contacts import rules
from fumibako.chapters.webmail.contacts.models import Contact
from fumibako.chapters.webmail.contacts.queries import company_book
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats import vcard
from fumibako.machine.formats.vcard import Card
from fumibako.machine.formats.visible import is_visible

OWN, COMPANY = "contacts", "company"
_OURS = (
    *(b"BEGIN", b"END", b"VERSION", b"PRODID", b"REV", b"UID", b"FN", b"N", b"ORG", b"TITLE", b"CATEGORIES", b"NOTE"),
    *(b"EMAIL", b"TEL", b"X-PHONETIC-LAST-NAME", b"X-PHONETIC-FIRST-NAME", b"SORT-STRING"),
)
NAME = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]{0,63})\.vcf")


@dataclass(frozen=True)
class Entry:
    """A card in a book. name: its file's; key: the row's, 0 for one that nobody changes here."""

    name: str
    octets: bytes
    key: int = 0

    @property
    def etag(self) -> str:
        return f'"{sha256(self.octets).hexdigest()[:32]}"'


def entries_of(mailbox: Mailbox, book: str) -> list[Entry]:
    if book == OWN:
        return [entry_of(row) for row in Contact.objects.filter(mailbox=mailbox).order_by("pk")]
    known = company_book(mailbox.domain.customer)
    cards = [replace(each.card, uid=each.card.uid or _uid(each.account)) for each in known]
    return [Entry(f"{card.uid}.vcf", vcard.write([card])) for card in cards]


def entry_of(row: Contact) -> Entry:
    """As a telephone wrote it, where nobody has changed it here since."""
    written = row.written.encode()
    is_same = bool(written) and as_kept(written, row.uid) == row.card()
    return Entry(f"{row.uid}.vcf", written if is_same else _changed(row.card(), written), row.pk)


def _changed(card: Card, written: bytes) -> bytes:
    """With what only telephones know of it."""
    octets = vcard.write([card])
    lines = re.sub(rb"\r?\n[ \t]", b"", written).splitlines()
    names = (re.match(rb"(?:[A-Za-z0-9-]+\.)?([A-Za-z0-9-]+)[;:]", line) for line in lines)
    rest = [line for line, name in zip(lines, names, strict=True) if name and name[1].upper() not in _OURS]
    return octets.replace(b"END:VCARD", b"".join(line + b"\r\n" for line in rest) + b"END:VCARD")


def without_pictures(octets: bytes) -> bytes:
    return re.sub(rb"(?im)^(?:[a-z0-9-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:].*\n(?:[ \t].*\n)*", b"", octets)


def tag_of(entries: Iterable[Entry]) -> str:
    """Another one after each change of the book."""
    return sha256("".join(entry.name + entry.etag for entry in entries).encode()).hexdigest()[:32]


def as_kept(octets: bytes, uid: str) -> Card | None:
    """What we show of a telephone's card: what our rules let through of it. None where it is none."""
    card = next(iter(vcard.read(octets)), None)
    if card is None:
        return None
    texts = {field: _cut(getattr(card, field), most) for field, most in rules.LONGEST.items()}
    addresses = _allowed(card.addresses, rules.check_addresses)
    phones = _allowed(card.phones, rules.check_phones)
    if not (texts["name"] or texts["company"] or addresses):
        texts["name"] = phones[0] if phones else uid
    note = "\n".join(card.note.splitlines())[: rules.LONGEST_NOTE]
    kept = Card(**texts, addresses=addresses, phones=phones, note=note, uid=uid)
    try:
        return replace(rules.check_card(kept), uid=uid)
    except Refused:
        return None


def _cut(text: str, most: int) -> str:
    return " ".join("".join(sign for sign in text if is_visible(sign)).split())[:most].strip()


def _allowed(lines: Iterable[str], check: object) -> tuple[str, ...]:
    found: list[str] = []
    for line in lines:
        try:
            found += check([line])  # type: ignore[operator]
        except Refused:
            continue
    return tuple(dict.fromkeys(found))[: rules.MAX_LINES]


def _uid(address: str) -> str:
    return sha256(address.encode()).hexdigest()[:32]
