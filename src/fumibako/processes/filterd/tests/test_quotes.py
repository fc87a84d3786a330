"""B7: nothing of an infected part is delivered in any form, not even quoted in the notice about it."""

import base64
import binascii
import re
from dataclasses import replace

import pytest

from fumibako.machine.state import NoticeText

from .conftest import Bench
from .disguises import (
    B64,
    HEAD,
    MIME,
    OUTSIDER,
    SUZUKI,
    VERSION,
    Disguise,
    attached,
    lines64,
    mixed,
    part,
    quoted,
    single,
    uuencoded,
    yencoded,
)
from .hops import submitted_by
from .scanners import EICAR, TEST_FILES
from .test_filter import EXAMPLE, is_scanned, notice_in

pytestmark = pytest.mark.feature("B7")
PROGRAM = (TEST_FILES / "clam.exe").read_bytes()
QUOTED_PRINTABLE = b"Content-Transfer-Encoding: quoted-printable\r\n"
each_payload = pytest.mark.parametrize("payload", [EICAR, PROGRAM], ids=["eicar", "program"])


def notice_about(bench: Bench, message: bytes) -> str:
    """Subject and body of the notice that is delivered instead of the message."""
    assert bench.incoming().send(OUTSIDER, [SUZUKI], message)[0].startswith("250")
    (taken,) = bench.dovecot.taken
    assert is_scanned(bench, taken.content, "removed")
    notice = notice_in(taken.content)
    return f"{notice['Subject']}\n{notice.get_content()}"


def is_quoted(payload: bytes, text: str) -> bool:
    """Whether the text contains the beginning of the payload, as it is or in one of the encodings of mail."""
    letters = re.sub(r"[^A-Za-z0-9+/=]", "", text)
    octets = re.sub(r"=\s+", "", text).upper()
    return (
        payload[:40].decode("latin-1") in text
        or base64.b64encode(payload[:45]).decode() in letters
        or "".join(f"={octet:02X}" for octet in payload[:20]) in octets
        or binascii.b2a_uu(payload[:45]).decode().strip() in text
        or "=ybegin" in text
    )


@each_payload
@pytest.mark.parametrize(
    ("encoding", "encode"), [(B64, lines64), (QUOTED_PRINTABLE, quoted)], ids=["base64", "quoted-printable"]
)
def test_a_message_attached_in_an_encoding_is_not_quoted(
    bench: Bench, encoding: bytes, encode: Disguise, payload: bytes
) -> None:
    inner = attached(payload, "e.com")
    text = notice_about(bench, mixed(part(b"", b"Content-Type: message/rfc822\r\n" + encoding, encode(inner))))
    assert not is_quoted(inner, text)
    assert not is_quoted(payload, text)
    assert "e.com" in text


def test_the_text_beside_it_is(bench: Bench) -> None:
    fields = b"Content-Type: message/rfc822\r\n" + B64
    assert "Hello" in notice_about(bench, mixed(part(b"", fields, lines64(attached(EICAR)))))


INLINE: dict[str, Disguise] = {
    "uuencode": uuencoded,
    "yenc": yencoded,
    "begin-base64": lambda payload: b"begin-base64 644 a.com\r\n" + lines64(payload) + b"====\r\n",
}


@each_payload
@pytest.mark.parametrize("encode", INLINE.values(), ids=INLINE.keys())
def test_a_text_with_an_infected_inline_file_is_not_quoted(bench: Bench, encode: Disguise, payload: bytes) -> None:
    text = notice_about(bench, mixed(b"\r\nSee below\r\n\r\n" + encode(payload)))
    assert not is_quoted(payload, text)
    assert "See below" not in text
    assert "Hello" in text


@pytest.mark.parametrize("encoding", [b"x-base64", b"base64 junk", b"7bit"])
def test_a_text_that_some_readers_decode_to_a_virus_is_not_quoted(bench: Bench, encoding: bytes) -> None:
    fields = b"Content-Type: text/plain\r\nContent-Transfer-Encoding: " + encoding + b"\r\n"
    text = notice_about(bench, mixed(part(b"", fields, b"Hi\r\n\r\n" + lines64(PROGRAM)), part(EICAR)))
    assert not is_quoted(PROGRAM, text)
    assert "Hello" in text


@pytest.mark.parametrize("disguise", MIME.values(), ids=MIME.keys())
def test_case_088_text_for_one_reader_and_a_file_for_another_is_not_quoted(bench: Bench, disguise: Disguise) -> None:
    message = re.sub(rb"(?<!\r)\n", b"\r\n", disguise(PROGRAM))
    assert bench.incoming().send(OUTSIDER, [SUZUKI], message)[0].startswith("250")
    (taken,) = bench.dovecot.taken
    if is_scanned(bench, taken.content, "removed"):
        assert not is_quoted(PROGRAM, notice_in(taken.content).get_content())


def test_case_092_an_infected_subject_is_not_quoted(bench: Bench) -> None:
    message = attached(EICAR).replace(b"Subject: ", b"Subject: " + EICAR + b"\r\n ")
    text = notice_about(bench, message)
    assert not is_quoted(EICAR, text)
    assert "件名　　　　：-\n" in text.replace("\r\n", "\n")


def test_an_infected_subject_is_not_quoted_in_the_subject_either(bench: Bench) -> None:
    """clamd does not decode the subject of the notice."""
    own = NoticeText(subject="{subject}", body="{virus}")
    bench.allow(replace(EXAMPLE, notices=(("virus_removed", own),)))
    message = single(b"Subject: =?utf-8?B?" + base64.b64encode(EICAR) + b"?=\r\n", EICAR + b"\r\n", VERSION)
    assert not is_quoted(EICAR, notice_about(bench, message))


def test_the_warning_to_the_sender_quotes_no_infected_file_name(bench: Bench) -> None:
    name = b"".join(b"%%%02X" % octet for octet in EICAR)
    fields = b"Content-Disposition: attachment; filename*=utf-8''" + name + b"\r\n" + B64
    message = submitted_by(SUZUKI) + mixed(part(EICAR, fields), head=HEAD + VERSION)
    assert bench.outgoing().send(SUZUKI, [OUTSIDER], message, "OutQuoted1")[0].startswith("250")
    (warning,) = bench.reinjection.taken
    assert not is_quoted(EICAR, notice_in(warning.content).get_content())


def test_a_long_text_is_visibly_cut(bench: Bench) -> None:
    text = notice_about(bench, mixed(b"\r\n" + b"All work and no play\r\n" * 10_000, part(EICAR)))
    assert 100_000 < len(text) < 110_000
    assert text.rstrip().endswith("…")
