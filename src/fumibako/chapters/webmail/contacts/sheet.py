"""Address books as files: vCards, and CSV lists as spreadsheets have them. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fumibako.chapters.webmail.contacts import errors
from fumibako.chapters.webmail.contacts.rules import check_card
from fumibako.groundwork.rules import Refused
from fumibako.machine.formats import csvfile, vcard
from fumibako.machine.formats.csvfile import BadCsv, Charset, guarded, plain
from fumibako.machine.formats.vcard import Card
from fumibako.machine.formats.widths import half_width

# By field: our own names first, then those of other programs' lists.
_COLUMNS = {
    "name": ("名前", "name", "氏名", "表示名", "display name", "full name", "fn"),
    "reading": ("フリガナ", "reading", "ふりがな", "読み", "読み仮名", "よみがな"),
    "company": ("会社名", "company", "会社", "組織", "勤務先", "organization", "organisation"),
    "department": ("部署", "department", "部署名", "所属", "部門"),
    "title": ("役職", "title", "job title", "肩書き", "肩書"),
    "addresses": ("メールアドレス", "mail address", "e-mail", "email", "mail", "address", "メール", "電子メール"),
    "phones": ("電話番号", "telephone", "phone", "電話", "tel", "携帯電話", "mobile phone"),
    "group": ("グループ", "group", "分類", "categories"),
    "note": ("メモ", "note", "備考", "notes"),
}


@dataclass(frozen=True)
class Line:
    """place: of the file, from 1: a line, or a card. card None: refusal says why."""

    place: int
    card: Card | None
    refusal: Refused | None = None


def titles() -> dict[str, str]:
    """What we call the columns, in the reader's language."""
    return {
        "name": _("Name"),
        "reading": _("Reading (kana)"),
        "company": _("Company"),
        "department": _("Department"),
        "title": pgettext("of a person", "Title"),
        "addresses": _("Mail address"),
        "phones": _("Telephone"),
        "group": pgettext("of contacts", "Group"),
        "note": _("Note"),
    }


def read(content: bytes) -> list[Line]:
    """Every card or line, right or not. Raises UnreadableBook."""
    if len(content) > csvfile.MAX_BYTES:
        raise errors.UnreadableBook(errors.TOO_LARGE, max_mb=csvfile.MAX_BYTES >> 20)
    cards = enumerate(vcard.read(content), 1) if b"BEGIN:VCARD" in content.upper() else _listed(content)
    lines = [_checked(place, card) for place, card in cards]
    if not lines:
        raise errors.UnreadableBook(errors.NO_CARDS)
    return lines


def write_csv(cards: Iterable[Card]) -> bytes:
    named = titles()
    rows = [[guarded(_cell(card, field)) for field in named] for card in cards]
    return csvfile.write([[*named.values()], *rows], Charset.UTF_8)


def _cell(card: Card, field: str) -> str:
    value = getattr(card, field)
    return value if isinstance(value, str) else " ".join(value) if field == "addresses" else "; ".join(value)


def _listed(content: bytes) -> list[tuple[int, Card]]:
    """Raises UnreadableBook."""
    try:
        file = csvfile.read(content)
    except BadCsv as error:
        words = errors.BAD_CSV if error.code == "quotes" else errors.NO_CARDS
        raise errors.UnreadableBook(words, line=error.line) from error
    header = [" ".join(half_width(cell).casefold().split()) for cell in file.header.cells]
    places = {field: [at for at, cell in enumerate(header) if cell in names] for field, names in _COLUMNS.items()}
    if not places["addresses"] and not places["name"]:
        raise errors.UnreadableBook(errors.NO_CARDS)
    return [(row.line, _card(row.cells, places)) for row in file.rows]


def _card(cells: tuple[str, ...], places: dict[str, list[int]]) -> Card:
    texts = {
        field: next((plain(cells[at]).strip() for at in found if at < len(cells)), "")
        for field, found in places.items()
        if field not in ("addresses", "phones")
    }
    addresses = [part for at in places["addresses"] if at < len(cells) for part in _divided(plain(cells[at]), " ,;\n")]
    phones = [part for at in places["phones"] if at < len(cells) for part in _divided(plain(cells[at]), ",;\n")]
    return Card(**texts, addresses=tuple(addresses), phones=tuple(phones))


def _divided(cell: str, separators: str) -> list[str]:
    for separator in separators:
        cell = cell.replace(separator, "\n")
    return [part.strip() for part in cell.split("\n") if part.strip()]


def _checked(place: int, card: Card) -> Line:
    try:
        return Line(place, check_card(card))
    except Refused as refusal:
        return Line(place, None, refusal)
