"""The test mails themselves: what we send must be what the programs of the world write."""

import pytest

from tests.journeys.mails import KINDS, Mail, Signer, cp50221


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a", b"a"),
        ("日", b"\x1b$B\x46\x7c\x1b(B"),  # JIS X 0208 row 38
        ("①㈱", b"\x1b$B\x2d\x21\x2d\x6a\x1b(B"),  # NEC's row 13
        ("髙", b"\x1b$B\x7c\x62\x1b(B"),  # NEC's selection of IBM's characters, row 92
        ("ﾃa", b"\x1b(I\x43\x1b(Ba"),
    ],
)
def test_cp50221_is_written_as_japanese_windows_does(text: str, written: bytes) -> None:
    assert cp50221(text) == written


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_one_changed_byte_breaks_the_signature(kind: object, signer: Signer) -> None:
    mail: Mail = signer.sign(kind("a@out.example", "b@in.example"))
    assert signer.verifies(mail.content)
    assert not signer.verifies(mail.content.rstrip(b"\r\n") + b"x\r\n")
    assert b"\n" not in mail.content.replace(b"\r\n", b"")


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer("out.example")
