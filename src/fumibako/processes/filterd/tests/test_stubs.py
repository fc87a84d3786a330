"""Mails of any size are judged: of files the spam engine is shown the beginning, of everything else all."""

import email
import email.policy
import re

import pytest

from fumibako.processes.filterd.mime.stubs import MAX_DEPTH, MAX_SHOWN, SHOWN_BYTES, SHOWN_IMAGE_BYTES, shown_of

from .disguises import B64, BINARY, HEAD, MIME, VERSION, Disguise, attached, lines64, mixed, part, single

pytestmark = pytest.mark.feature("B5")
FILE = bytes(range(256)) * 200
TEXT = b"Content-Type: text/html; charset=utf-8\r\n" + B64
IMAGE = b"Content-Type: image/png\r\n" + B64
MESSAGE = b"Content-Type: message/rfc822\r\n"


def shown(mail: bytes) -> bytes:
    return b"".join(mail[start:end] for start, end in shown_of(mail))


def texts(mail: bytes) -> list[object]:
    """What SpamAssassin reads: text and attached messages, the fields of every part."""
    tree = email.message_from_bytes(mail, policy=email.policy.compat32)
    parts = list(tree.walk())
    return [
        (leaf.items(), leaf.get_payload() if leaf.get_content_maintype() in ("text", "message") else None)
        for leaf in parts
        if not leaf.is_multipart()
    ]


def test_of_a_file_the_fields_and_the_beginning_are_shown() -> None:
    mail = mixed(part(FILE), part(b"<p>last</p>", TEXT))
    seen = shown(mail)
    assert texts(seen) == texts(mail)
    assert len(lines64(FILE)) - SHOWN_BYTES <= len(mail) - len(seen) < len(lines64(FILE)) - SHOWN_BYTES + 80
    assert seen.startswith(mail[: mail.index(BINARY) + SHOWN_BYTES])


def test_of_a_picture_more_is_shown() -> None:
    picture = FILE * 4
    mail = mixed(part(picture, IMAGE))
    assert 0 <= len(lines64(picture)) - SHOWN_IMAGE_BYTES - (len(mail) - len(shown(mail))) + 80 < 160


def test_a_mail_that_is_one_file_is_cut_too() -> None:
    assert len(shown(single(BINARY + B64, lines64(FILE)))) < SHOWN_BYTES + 500


def test_files_in_an_attached_message_are_cut_and_its_text_is_not() -> None:
    inner = attached(FILE, text="請求書" * 3000)
    mail = mixed(MESSAGE + b"\r\n" + inner)
    assert len(shown(mail)) < len(mail) - len(FILE)
    assert texts(shown(mail)) == texts(mail)


@pytest.mark.parametrize(
    "mail",
    [
        mixed(part(FILE, TEXT)),
        mixed(part(attached(FILE), MESSAGE + B64)),
        mixed(part(FILE, BINARY)),
        mixed(part(FILE, BINARY + TEXT)),
        mixed(part(FILE, TEXT + BINARY)),
        mixed(part(FILE, B64 + BINARY + B64)),
        mixed(part(FILE, b"Content-Type: application/pdf (text/html)\r\n" + B64)),
        mixed(part(FILE, body=lines64(FILE) + b"Buy now!\r\n" + lines64(FILE))),
        mixed(part(FILE, body=lines64(FILE) + b"\r\nContent-Type: text/plain\r\n\r\n" + lines64(FILE))),
        mixed(part(FILE, body=lines64(FILE).replace(b"\r\n", b"\r"))),
        mixed(part(FILE), value=b"multipart/digest; boundary=b"),
        mixed(part(FILE), value=b"multipart/mixed; boundary=b; boundary=c"),
        mixed(part(FILE)).removesuffix(b"--b--\r\n"),
        mixed(part(FILE)).replace(b"--b\r\n", b"--b x\r\n"),
        mixed(part(FILE)) + b"\0",
        HEAD + VERSION + b"\r\n" + lines64(FILE),
    ],
    ids=lambda mail: str(len(mail)),
)
def test_whatever_a_reader_may_take_for_something_else_is_shown_whole(mail: bytes) -> None:
    assert shown(mail) == mail


def test_what_is_too_deep_is_shown_whole() -> None:
    def nested(depth: int) -> bytes:
        mail = attached(FILE)
        for _ in range(depth - 1):
            mail = single(MESSAGE, mail)
        return mail

    assert len(shown(nested(MAX_DEPTH))) < len(FILE)
    deeper = nested(MAX_DEPTH + 1)
    assert shown(deeper) == deeper


def test_of_much_text_the_first_part_is_shown() -> None:
    mail = mixed(part(FILE), b"Content-Type: text/plain\r\n\r\n" + b"The weather is fine.\r\n" * (MAX_SHOWN // 20))
    assert len(shown(mail)) == MAX_SHOWN
    assert mail.startswith(shown(mail)[:SHOWN_BYTES])


@pytest.mark.parametrize("disguise", MIME.values(), ids=MIME.keys())
def test_whatever_the_disguise_no_text_is_left_out(disguise: Disguise) -> None:
    mail = re.sub(rb"(?<!\r)\n", b"\r\n", disguise(b"Buy now at https://shop.example/. " * 600))
    assert texts(shown(mail)) == texts(mail)
