"""What is found in the packs of a domain: an SQLite file a month, made from them and made anew where it is lost.

tenant: the customer's number and the domain, W000000001/ours.example.
"""

import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from fumibako.chapters.webmail.letter import letter_of
from fumibako.chapters.webmail.writing.html_text import text_of_html
from fumibako.machine.conf import Config
from fumibako.machine.formats.grams import TOKENIZER, framed, tokens, wanted
from fumibako.machine.formats.packs import Facts, Record, mail_at, records

log = logging.getLogger("fumibako.sent_archive")
WORDS = ("sender", "recipient", "subject", "text", "file")
"""What one may look for, each in a column of its own."""
MOST_TEXT = 1_000_000  # of a mail, in characters
MONTH = len("2026-11")
_COLUMNS = ", ".join(WORDS)
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS pack (name TEXT PRIMARY KEY, until INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY, pack TEXT NOT NULL, place INTEGER NOT NULL, queue_id TEXT NOT NULL, at INTEGER NOT NULL,
    sender TEXT NOT NULL, recipients TEXT NOT NULL, subject TEXT NOT NULL, files INTEGER NOT NULL,
    UNIQUE (queue_id, recipients));
CREATE INDEX IF NOT EXISTS mail_at ON mail (at);
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5 ({_COLUMNS}, content='', columnsize=0, {TOKENIZER});
"""


@dataclass(frozen=True)
class Asked:
    """words: what each of WORDS shall have in it."""

    since: datetime | None = None
    until: datetime | None = None
    words: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """A mail as a list has it. pack, place: where it is."""

    pack: str
    place: int
    at: int
    sender: str
    recipients: tuple[str, ...]
    subject: str
    files: int


def months(config: Config, tenant: str) -> list[str]:
    """Of which there are packs, the newest first."""
    return sorted({pack.name[:MONTH] for pack in packs(config, tenant)}, reverse=True)


def packs(config: Config, tenant: str) -> list[Path]:
    return sorted((config.archive / tenant).glob("*.pack"))


def add_new(config: Config, tenant: str, most: int) -> int:
    """Index what has come since, at most so many mails. Returns how many. Raises OSError, BrokenPack, sqlite3.Error."""
    number = 0
    for pack in packs(config, tenant):
        if number < most and not _is_read(config, tenant, pack):
            number += _add(config, tenant, pack, most - number)
    return number


def waiting(config: Config, tenant: str) -> bool:
    """Whether there is what cannot be found yet."""
    return not all(_is_read(config, tenant, pack) for pack in packs(config, tenant))


def forget_lost(config: Config, tenant: str) -> None:
    """The months whose packs are gone."""
    for index in (config.archive_index / tenant).glob("*.sqlite3"):
        if index.stem not in months(config, tenant):
            index.unlink()


def found(config: Config, tenant: str, asked: Asked, start: int, most: int) -> tuple[list[Found], int]:
    """Those from the start-th on, the newest first, and how many there are at all."""
    rows: list[Found] = []
    number = 0
    for month in months(config, tenant):
        if (asked.since and month < _month(asked.since)) or (asked.until and month > _month(asked.until)):
            continue
        with _reading(config, tenant, month) as database:
            if database is None:
                continue
            where, given = _condition(asked)
            here = int(database.execute(f"SELECT count(*) FROM mail {where}", given).fetchone()[0])  # noqa: S608
            skipped, left = max(0, start - number), most - len(rows)
            if left > 0 and skipped < here:
                rows += _rows(database, where, (*given, left, skipped))
            number += here
    return rows, number


def _rows(database: sqlite3.Connection, where: str, given: tuple[object, ...]) -> Iterator[Found]:
    asked = "SELECT pack, place, at, sender, recipients, subject, files FROM mail"
    for row in database.execute(f"{asked} {where} ORDER BY at DESC, id DESC LIMIT ? OFFSET ?", given):
        pack, place, at, sender, recipients, subject, files = row
        yield Found(pack, place, at, sender, tuple(json.loads(recipients)), subject, files)


def _condition(asked: Asked) -> tuple[str, tuple[object, ...]]:
    """SQL of ours, and what is given to it."""
    conditions, given = list[str](), list[object]()
    if asked.since:
        conditions, given = [*conditions, "at >= ?"], [*given, int(asked.since.timestamp())]
    if asked.until:
        conditions, given = [*conditions, "at < ?"], [*given, int(asked.until.timestamp())]
    if matches := [_match(name, text) for name, text in asked.words.items() if text.strip()]:
        conditions.append("id IN (SELECT rowid FROM words WHERE words MATCH ?)")
        given.append(" AND ".join(matches))
    return f"WHERE {' AND '.join(conditions)}" if conditions else "", tuple(given)


def _match(name: str, text: str) -> str:
    """Each word of it as a substring of that column; a single character is the beginning of a pair."""
    found = []
    for word in text.split():
        pieces = " ".join(wanted(word)).replace('"', '""')
        found.append(f'{name} : "{pieces}"' + ("*" if len(wanted(word)) == 1 and len(wanted(word)[0]) == 1 else ""))
    return f"({' AND '.join(found)})"


def _add(config: Config, tenant: str, pack: Path, most: int) -> int:
    number = 0
    with closing(_opened(config, tenant, pack.name[:MONTH])) as database:
        until = _until(database, pack)
        for record in records(pack, until):
            if number == most:
                break
            _, mail = mail_at(pack, record.offset)
            with database:
                database.execute("BEGIN IMMEDIATE")
                _insert(database, pack.name, record, mail)
                database.execute("INSERT OR REPLACE INTO pack VALUES (?, ?)", (pack.name, record.end))
            number += 1
    return number


def _insert(database: sqlite3.Connection, pack: str, record: Record, mail: bytes) -> None:
    facts, said = record.facts, _said(mail)
    values = (
        *(pack, record.offset, facts.queue_id, facts.at, facts.login, json.dumps(facts.recipients)),
        *(said["subject"].encode(errors="replace").decode(), len(said["file"].splitlines())),
    )
    asked = "INSERT OR IGNORE INTO mail (pack, place, queue_id, at, sender, recipients, subject, files) VALUES"
    made = database.execute(f"{asked} (?, ?, ?, ?, ?, ?, ?, ?)", values)
    if made.rowcount == 1:
        texts = (tokens(framed(text[:MOST_TEXT])) for text in _texts(facts, said))
        database.execute(f"INSERT INTO words (rowid, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", (made.lastrowid, *texts))  # noqa: S608


def _said(mail: bytes) -> dict[str, str]:
    """What a mail says of itself, by WORDS."""
    try:
        letter = letter_of(mail)
    except Exception:  # whoever sends what nobody can read must not keep the others' mail from being found
        log.exception("not taken apart: found by its envelope only")
        return dict.fromkeys(WORDS, "")
    return {
        "sender": letter.sender,
        "recipient": f"{letter.to}\n{letter.cc}",
        "subject": letter.subject,
        "text": letter.text or (text_of_html(letter.html) if letter.html else ""),
        "file": "\n".join(each.name for each in letter.attachments),
    }


def _texts(facts: Facts, said: dict[str, str]) -> Iterator[str]:
    """With the envelope's: it has those of Bcc."""
    known = {"sender": f"{facts.login}\n{facts.sender}", "recipient": "\n".join(facts.recipients)}
    for name in WORDS:
        yield f"{said[name]}\n{known.get(name, '')}".strip().encode(errors="replace").decode()


def _is_read(config: Config, tenant: str, pack: Path) -> bool:
    with _reading(config, tenant, pack.name[:MONTH]) as database:
        return database is not None and _until(database, pack) >= pack.stat().st_size


def _until(database: sqlite3.Connection, pack: Path) -> int:
    row = database.execute("SELECT until FROM pack WHERE name = ?", (pack.name,)).fetchone()
    return int(row[0]) if row else 0


def _month(at: datetime) -> str:
    """As filterd names packs."""
    return at.astimezone(UTC).strftime("%Y-%m")


def _opened(config: Config, tenant: str, month: str) -> sqlite3.Connection:
    path = config.archive_index / tenant / f"{month}.sqlite3"
    for each in (path.parent.parent, path.parent):
        each.mkdir(mode=0o750, exist_ok=True)
    database = sqlite3.connect(path, isolation_level=None, timeout=10)
    path.chmod(0o640)  # the web reads it
    database.executescript(_SCHEMA)
    return database


@contextmanager
def _reading(config: Config, tenant: str, month: str) -> Iterator[sqlite3.Connection | None]:
    """None where there is none yet."""
    path = config.archive_index / tenant / f"{month}.sqlite3"
    if not path.exists():
        yield None
        return
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=10)) as database:
        yield database
