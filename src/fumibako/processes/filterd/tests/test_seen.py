"""Which mails count as seen a moment ago."""

from pathlib import Path

import pytest

from fumibako.processes.filterd.content import IN_MEMORY_BYTES, Content
from fumibako.processes.filterd.ledger.seen import MAX_KEPT, SECONDS, Seen
from fumibako.processes.filterd.message import Direction, Envelope, Message

pytestmark = pytest.mark.feature("B5")
FIELDS = (
    b"Subject: news\r\nReceived: by a (Postfix)\r\n\tid 4Tq1; x\r\nTo: taro@a.example\r\nMessage-ID: <1@b.example>\r\n"
)


def mail(
    directory: Path,
    fields: bytes = FIELDS,
    body: bytes = b"Hello\r\n",
    client: str = "192.0.2.1",
    of: str = "b.example",
) -> Message:
    envelope = Envelope(Direction.INCOMING, "4Tq1aBcDeFz1", f"x@{of}", ("taro@a.example",), client=client)
    return Message.received(envelope, Content.of(fields + b"\r\n" + body, directory))


def test_a_copy_to_somebody_else_was_seen(tmp_path: Path) -> None:
    seen = Seen()
    copy = FIELDS.replace(b"taro@", b"hanako@").replace(b"<1@", b"<2@").replace(b"4Tq1", b"9Zz9")
    assert not seen.has(mail(tmp_path), "a.example", 0)
    assert seen.has(mail(tmp_path, copy), "a.example", 1)


@pytest.mark.parametrize(
    "change",
    [
        {"body": b"Hello!\r\n"},
        {"fields": FIELDS.replace(b"news", b"News")},
        {"fields": FIELDS.replace(b"taro@a.example", b"taro@a.example, x@a.example")},
        {"client": "192.0.2.2"},
        {"of": "c.example"},
    ],
)
def test_what_differs_otherwise_was_not(tmp_path: Path, change: dict[str, str]) -> None:
    seen = Seen()
    seen.has(mail(tmp_path), "a.example", 0)
    assert not seen.has(mail(tmp_path, **change), "a.example", 1)  # type: ignore[arg-type]


def test_nor_for_another_domain_nor_after_a_while_nor_a_large_one(tmp_path: Path) -> None:
    seen, large = Seen(), b"x" * (IN_MEMORY_BYTES + 1)
    seen.has(mail(tmp_path), "a.example", 0)
    assert not seen.has(mail(tmp_path), "d.example", 1)
    assert not seen.has(mail(tmp_path), "a.example", SECONDS + 1)
    assert not seen.has(mail(tmp_path, body=large), "a.example", 2)
    assert not seen.has(mail(tmp_path, body=large), "a.example", 3)


def test_it_keeps_so_many(tmp_path: Path) -> None:
    seen = Seen()
    seen.has(mail(tmp_path), "first.example", 0)
    for number in range(MAX_KEPT):
        seen._times[b"%d" % number] = 0.0
    seen.has(mail(tmp_path), "last.example", 1)
    assert not seen.has(mail(tmp_path), "first.example", 2)
