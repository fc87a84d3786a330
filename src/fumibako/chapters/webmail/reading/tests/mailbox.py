"""A mailbox that remembers what the pages ask of it, and mails for it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Self

from django.test import Client

from fumibako.chapters.webmail.imap import EVERYTHING, USUAL, Away, Folder, Gone, Listing, NotIndexed, Row, Search

HEAD = (
    "From: =?utf-8?B?5L2Q6Jek?= <hanako@out.example>\r\nTo: suzuki@ours.example\r\nSubject: a/b <script>x</script>\r\n"
    "Date: Mon, 23 Nov 2026 14:05:00 +0900\r\n"
)
WRONG_CHARSET = (HEAD + "Content-Type: text/plain; charset=iso-8859-1\r\n\r\n").encode() + "株式会社①".encode("cp932")
HTML = (HEAD + 'Content-Type: text/html\r\n\r\n<p>text</p><img src="https://tracker.example/1.gif">').encode()


class Mailbox:
    def __init__(self) -> None:
        self.mails: dict[int, bytes] = {}
        self.marks: list[tuple[Sequence[int], str, bool]] = []
        self.moved: list[tuple[Sequence[int], str]] = []
        self.added: list[tuple[str, bytes]] = []
        self.deleted: list[int] = []
        self.number = 3
        self.is_away = False
        self.trouble: Exception | None = None
        self.asked = EVERYTHING
        self.everywhere = False
        self.places = range(0)

    def __enter__(self) -> Self:
        if self.is_away:
            raise Away("x")
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def folders(self) -> tuple[Folder, ...]:
        return tuple(replace(folder, number=self.number) for folder in USUAL)

    def listing_of_all(self, folders: Sequence[Folder], places: range, search: Search) -> Listing:
        self.everywhere = True
        return self.listing(Folder("Trash", "Trash"), places, search)

    def listing(self, folder: Folder, places: range, search: Search = EVERYTHING) -> Listing:
        self.asked, self.places = search, places
        if isinstance(self.trouble, NotIndexed):
            raise self.trouble
        at = datetime(2020, 1, 2, 3, 4, tzinfo=UTC)
        return Listing(
            tuple(
                Row(
                    folder=folder.name,
                    uid=uid,
                    who="佐藤",
                    subject=f"<b>{uid}",
                    received_at=at,
                    bytes=9,
                    is_unread=uid == 1,
                    is_flagged=uid == 2,
                    has_attachment=False,
                    is_answered=False,
                    is_forwarded=False,
                    preview="<i>本文",
                )
                for uid in self.mails
            ),
            len(self.mails),
        )

    def mail(self, folder: str, uid: int, *, is_read: bool = True) -> bytes:
        if uid not in self.mails:
            raise Gone(folder)
        return self.mails[uid]

    def beside(self, folder: str, uid: int) -> tuple[int, int]:
        return (uid + 1 if uid + 1 in self.mails else 0, uid - 1 if uid - 1 in self.mails else 0)

    def mark(self, folder: str, uids: Sequence[int], flag: str, *, is_on: bool) -> None:
        self.marks.append((uids, flag, is_on))

    def add(self, folder: str, mail: bytes, flags: Sequence[str]) -> int:
        self.added.append((folder, mail))
        return 9

    def conversations(self, folder: Folder, places: range) -> Listing:
        rows = self.listing(folder, places).rows
        return Listing((replace(rows[-1], others=(2, 1)),), 1)

    def delete(self, folder: str, uids: Sequence[int]) -> None:
        self.deleted += uids

    def conversation(self, folder: Folder, uid: int, sent: Folder | None) -> tuple[Row, ...]:
        if self.trouble:
            raise self.trouble
        return tuple(reversed(self.listing(folder, range(50)).rows))

    def found(self, folder: str, search: Search) -> list[int]:
        return sorted(self.mails, reverse=True)

    def move(self, folder: str, uids: Sequence[int], to: str) -> list[int]:
        self.moved.append((uids, to))
        return [uid + 10 for uid in uids]


def confirmed(page: str) -> str:
    """What the question's form carries."""
    return re.findall(r'name="confirmed" value="(\w+)"', page)[0]


def text(client: Client, path: str) -> str:
    return client.get(path).content.decode()
