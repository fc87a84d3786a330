"""What a list says of a sender."""

import pytest
from imapclient.response_types import Address

from fumibako.chapters.webmail.imap.values import MOST_WIDE, _cut, _person

pytestmark = pytest.mark.feature("F")


@pytest.mark.parametrize(
    ("name", "mailbox", "host", "shown"),
    [
        (b"=?utf-8?B?5L2Q6Jek?=", b"hanako", b"out.example", "佐藤"),
        (None, b"hanako", b"out.example", "hanako@out.example"),
        (b"ceo@bank.example", b"evil", b"x.example", "evil@x.example"),
        (b"=?utf-8?B?Y2VvQGJhbmsuZXhhbXBsZQ==?=", b"evil", b"x.example", "evil@x.example"),
        (b"=?utf-8?Q?=E2=80=AE?=", b"evil", b"x.example", "evil@x.example"),
        (None, b"=?utf-8?B?Y2VvQGJhbmsuZXhhbXBsZQA=?=", b"x", "=?utf-8?B?Y2VvQGJhbmsuZXhhbXBsZQA=?=@x"),
        (b"undisclosed-recipients", None, None, "undisclosed-recipients"),
    ],
)
def test_case_110_a_name_that_pretends_to_be_an_address_is_not_shown(
    name: bytes | None, mailbox: bytes | None, host: bytes | None, shown: str
) -> None:
    assert _person(Address(name, None, mailbox, host)) == shown


def test_a_preview_is_no_longer_than_a_window_shows() -> None:
    assert _cut("あ" * MOST_WIDE) == "あ" * MOST_WIDE
    assert len(_cut("あ" * 200)) == MOST_WIDE and _cut("あ" * 200).endswith("…")
    assert _cut("a" * 160) == "a" * 160 and len(_cut("a" * 200)) == 2 * MOST_WIDE
