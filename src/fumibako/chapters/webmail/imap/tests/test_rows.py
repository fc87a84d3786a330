"""What a list says of a sender."""

import pytest
from imapclient.response_types import Address

from fumibako.chapters.webmail.imap.values import _person

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
