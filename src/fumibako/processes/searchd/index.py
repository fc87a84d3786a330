"""One person's index: an SQLite file, FTS5 over pairs of characters with their places: a phrase is a substring."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from fumibako.machine.formats.grams import PRESENT, TOKENIZER, attachment_names, framed, tokens, wanted

FIELDS = ("body", "hdr", "subject", "from", "to", "cc", "bcc")
"""hdr: every other header field."""
BODY_LIMIT = 4_000_000
SMALL = 10_000  # a file with fewer mails is not made anew, whatever has gone from it
_COLUMNS = ", ".join(f'"{name}"' for name in FIELDS)
_INSERT = f"INSERT INTO gram (rowid, {_COLUMNS}) VALUES (?{',?' * len(FIELDS)})"  # noqa: S608 names of ours
_SETTINGS = "PRAGMA journal_mode=wal; PRAGMA synchronous=full; PRAGMA cache_size=-4000; PRAGMA mmap_size=268435456;"
# A row of these tables cannot be deleted (SQLite 3.40): which mails there are is in mail, the rest is waste.
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS box (id INTEGER PRIMARY KEY, guid TEXT UNIQUE NOT NULL);
CREATE TABLE IF NOT EXISTS mail (id INTEGER PRIMARY KEY, box INTEGER NOT NULL, uid INTEGER NOT NULL, UNIQUE (box, uid));
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS gram USING fts5 ({_COLUMNS}, content='', columnsize=0, {TOKENIZER});
CREATE VIRTUAL TABLE IF NOT EXISTS letter USING fts5 (text, content='', columnsize=0, detail=none, {TOKENIZER});
"""


@dataclass
class Mail:
    """What Dovecot says about one mail. box: the GUID of its folder."""

    box: str
    uid: int
    text: dict[str, str] = field(default_factory=dict)


class Index:
    """For one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
        self._database.executescript(_SETTINGS + _SCHEMA)
        self._boxes: dict[str, int] = dict(self._database.execute("SELECT guid, id FROM box"))
        self._last: tuple[object, set[int]] = (None, set())  # programs ask the same thing folder by folder

    def close(self) -> None:
        self._database.close()

    def get(self, key: str) -> int:
        row = self._database.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else 0

    def put(self, key: str, value: int) -> None:
        self._database.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (key, value))

    def add(self, mails: Iterable[Mail]) -> None:
        """All or none. One that is here already is replaced: Dovecot repeats what it is not sure of."""
        self._last = (None, set())
        with self._database as database:
            database.execute("BEGIN IMMEDIATE")
            for mail in mails:
                box, number = self._box(mail.box), self.get("last") + 1
                self.put("last", number)  # never one that was used before: rows of deleted mails must not be met again
                database.execute("DELETE FROM mail WHERE box = ? AND uid = ?", (box, mail.uid))
                database.execute("INSERT INTO mail VALUES (?, ?, ?)", (number, box, mail.uid))
                texts = _texts(mail)
                database.execute(_INSERT, (number, *map(tokens, texts.values())))
                singles = (f"{name[:2]}{each}" for name, text in texts.items() if text for each in {*text, PRESENT})
                database.execute("INSERT INTO letter (rowid, text) VALUES (?, ?)", (number, " ".join(singles)))

    def forget(self, mails: Iterable[tuple[str, int]]) -> None:
        with self._database as database:
            database.execute("BEGIN IMMEDIATE")
            for guid, uid in mails:
                database.execute("DELETE FROM mail WHERE box = ? AND uid = ?", (self._boxes.get(guid), uid))

    def numbers(self, asked: tuple[tuple[tuple[str, ...], str], ...]) -> set[int]:
        """The mails that have each of the words in one of its fields; with some that are gone."""
        if self._last[0] != asked:
            questions = [_question(fields, query) for fields, query in asked]
            letters = [words for table, words in questions if table == "letter"]
            grams = " AND ".join(f"({words})" for table, words in questions if table == "gram")
            found = [self._matching("letter", words) for words in letters]
            found += [self._matching("gram", grams)] if grams else []
            self._last = (asked, set.intersection(*found))
        return self._last[1]

    def _matching(self, table: str, words: str) -> set[int]:
        asked = f"SELECT rowid FROM {table} WHERE {table} MATCH ?"  # noqa: S608 # one of two names
        return {number for (number,) in self._database.execute(asked, (words,))}

    def everything(self, guids: Iterable[str]) -> set[int]:
        boxes = [self._boxes[guid] for guid in guids if guid in self._boxes]
        found = (self._database.execute("SELECT id FROM mail WHERE box = ?", (box,)) for box in boxes)
        return {number for rows in found for (number,) in rows}

    def uids(self, numbers: set[int], guid: str) -> list[int]:
        """Those of them that are in one folder, in order."""
        given = (json.dumps([*numbers]), self._boxes.get(guid))
        # CROSS: SQLite would begin with the mails, and look through the list for each.
        asked = "SELECT uid FROM json_each(?) CROSS JOIN mail ON mail.id = value WHERE box = ? ORDER BY uid"
        return [uid for (uid,) in self._database.execute(asked, given)]

    def last_uid(self, guid: str) -> int:
        found = self._database.execute("SELECT max(uid) FROM mail WHERE box = ?", (self._boxes.get(guid),))
        return int(found.fetchone()[0] or 0)

    @property
    def guids(self) -> list[str]:
        return [*self._boxes]

    def is_mostly_waste(self) -> bool:
        last = self.get("last")
        (there,) = self._database.execute("SELECT count(*) FROM mail").fetchone()
        return last > SMALL and there < last / 2

    def _box(self, guid: str) -> int:
        if guid not in self._boxes:
            self._database.execute("INSERT OR IGNORE INTO box (guid) VALUES (?)", (guid,))
            found = self._database.execute("SELECT id FROM box WHERE guid = ?", (guid,))
            self._boxes[guid] = int(found.fetchone()[0])
        return self._boxes[guid]


def _texts(mail: Mail) -> dict[str, str]:
    texts = {name: mail.text.get(name, "") for name in FIELDS}
    texts["body"] = texts["body"][:BODY_LIMIT]
    texts["hdr"] += attachment_names(texts["hdr"])
    return {name: framed(text) if text else "" for name, text in texts.items()}


def _question(fields: tuple[str, ...], query: str) -> tuple[str, str]:
    """The table, and what FTS5 is asked there."""
    quoted = [token.replace('"', '""') for token in (wanted(query) if query else [PRESENT])]
    if len(quoted) == 1 and len(quoted[0].replace('""', '"')) < 2:
        return "letter", " OR ".join(f'"{name[:2]}{quoted[0]}"' for name in fields)
    columns = " ".join(f'"{name}"' for name in fields)
    return "gram", f'{{{columns}}} : "{" ".join(quoted)}"'
