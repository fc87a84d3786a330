"""SECURITY cases 85 and 88: whatever a reader can extract from a message was scanned."""

import base64
import binascii
import email
import email.policy
import quopri
import random
import re
from collections.abc import Callable, Iterator
from email.message import Message

import pytest

from fumibako.processes.filterd.mime.interpretations import contents
from fumibako.processes.filterd.mime.parts import pieces_of
from fumibako.processes.filterd.mime.sandbox import LimitExceeded, Piece
from fumibako.processes.filterd.mime.strict import Ambiguous, ambiguity_of, ambiguous_bodies, decoded_bodies
from tests.long import cases

from . import disguises
from .conftest import Bench
from .disguises import ARCHIVES, BINARY, HEAD, MIME, OUTSIDER, SUZUKI, Disguise, mixed, part, single
from .scanners import EICAR, TEST_FILES
from .test_filter import is_scanned, notice_in

pytestmark = pytest.mark.feature("B7")
PROGRAM = (TEST_FILES / "clam.exe").read_bytes()
PAYLOADS = {"eicar": EICAR, "program": PROGRAM}
each_payload = pytest.mark.parametrize("payload", cases(PAYLOADS, long=("program",)))
each_disguise = pytest.mark.parametrize("disguise", MIME.values(), ids=MIME.keys())


def by_python(mail: bytes) -> Iterator[bytes]:
    """The contents for Python's own parser, with both policies."""
    for policy in (email.policy.compat32, email.policy.default):
        tree: Message = email.message_from_bytes(mail, policy=policy)
        for leaf in tree.walk():
            decoded = leaf.get_payload(decode=True)
            if isinstance(decoded, bytes):
                yield decoded


def naively(mail: bytes) -> Iterator[bytes]:
    """A second reader, line by line: every block of fields has a body, every dash line ends it."""
    fields: list[bytes] = []
    body: list[bytes] | None = None
    for line in [*re.sub(rb"\r\n[ \t]+(?=[^ \t\r\n])", b" ", mail).split(b"\r\n"), b"--"]:
        if line.startswith(b"--"):
            if body is not None:
                yield from as_told(b"\n".join(fields).lower(), body)
            fields, body = [], None
        elif body is not None:
            body.append(line)
        elif not line.strip():
            body = []
        else:
            fields.append(line)
    yield from uuencoded_in(mail)


def as_told(fields: bytes, body: list[bytes]) -> Iterator[bytes]:
    said = b" ".join(re.findall(rb"encoding[^:]*:(.*)", fields))
    text = b"\r\n".join(body)
    if b"base64" in said or b"base-64" in said:
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", text.partition(b"=")[0])
        yield base64.b64decode(letters + b"=" * (-len(letters) % 4)) if len(letters) % 4 != 1 else b""
    if b"quoted" in said:
        yield quopri.decodestring(text)
    yield text


def uuencoded_in(mail: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"(?m)^begin [0-7]+ .*\r\n((?:.*\r\n)*?)(?:end|`)", mail):
        try:
            yield b"".join(binascii.a2b_uu(line) for line in found[1].splitlines())
        except binascii.Error:
            continue


def is_shown(mail: bytes, payload: bytes) -> bool:
    """Whether a reader extracts the payload: EICAR anywhere, the program as a whole file."""
    found = [*by_python(mail), *naively(mail)]
    if payload is EICAR:
        return any(EICAR in content for content in found)
    return any(content.rstrip(b"\r\n") == payload for content in found)


def test_the_corpus_is_one() -> None:
    for payload in PAYLOADS.values():
        assert sum(is_shown(disguise(payload), payload) for disguise in MIME.values()) >= 80
    assert len(MIME) + len(ARCHIVES) >= 130


@each_payload
@each_disguise
def test_case_088_what_a_reader_would_show_is_removed(bench: Bench, disguise: Disguise, payload: bytes) -> None:
    mail = re.sub(rb"(?<!\r)\n", b"\r\n", disguise(payload))  # as the filter receives it
    assert bench.incoming().send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    (taken,) = bench.dovecot.taken
    if is_shown(mail, payload):
        assert is_scanned(bench, taken.content, "removed")
    assert is_scanned(bench, taken.content, "removed") or taken.content.endswith(mail)


@each_payload
@pytest.mark.parametrize("disguise", ARCHIVES.values(), ids=ARCHIVES.keys())
def test_case_085_archives_and_documents_are_looked_into(bench: Bench, disguise: Disguise, payload: bytes) -> None:
    mail = disguise(payload)
    assert bench.incoming().send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    assert bench.outgoing().send(SUZUKI, [OUTSIDER], mail, f"o{abs(hash(mail))}")[0].startswith("250")
    assert is_scanned(bench, bench.dovecot.taken[0].content, "removed")
    (warning,) = bench.reinjection.taken
    assert (warning.recipients, is_scanned(bench, warning.content, "removed")) == ([SUZUKI], True)


@each_disguise
def test_an_odd_mail_without_a_virus_is_delivered_as_it_came(bench: Bench, disguise: Disguise) -> None:
    mail = disguise(b"Nothing but a harmless table of numbers; see the cover letter.")
    assert bench.incoming().send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    (taken,) = bench.dovecot.taken
    assert is_scanned(bench, taken.content, "clean")
    assert taken.content.endswith(mail)


@pytest.mark.parametrize("value", ["message/partial; id=x; number=1; total=2", "MESSAGE / Partial;\r\n id=x; number=1"])
def test_case_088_a_piece_of_a_mail_cannot_be_scanned(bench: Bench, value: str) -> None:
    mail = single(f"Content-Type: {value}\r\n".encode(), b"Subject: y\r\n\r\n" + EICAR[:30] + b"\r\n")
    assert bench.incoming().send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    (taken,) = bench.dovecot.taken
    assert is_scanned(bench, taken.content, "removed")
    assert "could not be scanned" in notice_in(taken.content)["Subject"]


def test_case_088_a_mail_of_endless_readings_is_not_clean(bench: Bench) -> None:
    lines = b"".join(b"--%d\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n" % number for number in range(3000))
    mail = single(b"Content-Type: multipart/mixed; boundary=1; boundary=2\r\n", lines)
    queue = bench.incoming()
    assert queue.send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    assert is_scanned(bench, bench.dovecot.taken[0].content, "removed")


def test_a_big_odd_mail_is_read_again_too(bench: Bench) -> None:
    padding = b"".join(b"%070d\r\n" % number for number in range(30_000))
    mail = mixed(
        part(PROGRAM), part(b"", b"Content-Type: text/plain\r\n", padding), value=b"multipart/mixed, boundary=b"
    )
    assert len(mail) > 2_000_000
    assert bench.incoming().send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    assert is_scanned(bench, bench.dovecot.taken[0].content, "removed")


def test_photos_beside_a_table_that_is_not_in_base64_are_delivered(bench: Bench) -> None:
    """Honest and large: only the part that readers may decode differently is scanned again."""
    photo = random.Random(7).randbytes(1_000_000)
    message = disguises.EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"] = OUTSIDER, SUZUKI, "現場の写真"
    message.set_content("写真と一覧をお送りします。\n")
    for number in range(10):
        message.add_attachment(photo[number:], maintype="image", subtype="jpeg", filename=f"{number}.jpg")
    message.add_attachment("no,place\n1,gate\n", subtype="csv", filename="list.csv", cte="7bit")
    mail = bytes(message)
    assert len(ambiguous_bodies(mail)) == 1
    assert bench.incoming().send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    assert is_scanned(bench, bench.dovecot.taken[0].content, "clean")


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda mail: mail[: mail.rindex(b"\r\n--")],  # without its last boundary
        lambda mail: mail[:-400],
        lambda mail: mail.replace(b"hello", b"hel\rlo"),
    ],
)
def test_photos_in_a_mail_that_is_a_little_broken_are_delivered(bench: Bench, spoilt: Callable[[bytes], bytes]) -> None:
    photo = random.Random(8).randbytes(1_300_000)
    message = disguises.EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"] = OUTSIDER, SUZUKI, "x"
    message.set_content("hello\n")
    for number in range(10):
        message.add_attachment(photo[number:], maintype="image", subtype="jpeg", filename=f"{number}.jpg")
    mail = spoilt(bytes(message))
    assert len(ambiguous_bodies(mail)) == 1
    assert bench.incoming().send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    assert is_scanned(bench, bench.dovecot.taken[0].content, "clean")


@pytest.mark.parametrize("ending", [b"", b"\r\n", b"--b", b"--b-"])
@pytest.mark.parametrize("kind", ["as it is", "in a mail in it", "behind others"])
def test_what_is_in_the_part_without_an_end_is_found(bench: Bench, kind: str, ending: bytes) -> None:
    whole = {
        "as it is": mixed(part(PROGRAM)),
        "in a mail in it": mixed(part(b"", b"Content-Type: message/rfc822\r\n", mixed(part(PROGRAM)))),
        "behind others": mixed(part(b"x"), part(b"y"), part(PROGRAM)),
    }[kind]
    mail = whole.removesuffix(b"--b--\r\n") + ending
    assert bench.incoming().send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    assert is_scanned(bench, bench.dovecot.taken[0].content, "removed")


@pytest.mark.parametrize(
    "value",
    [
        b"application/pdf; name=a b.pdf",
        b"application/pdf; name==?ISO-2022-JP?B?GyRCOCtAURsoQg==?=.pdf",
        'application/pdf; name="見積"書.pdf'.encode("cp932"),
    ],
)
def test_a_carelessly_written_file_name_puts_no_structure_in_doubt(value: bytes) -> None:
    mail = mixed(part(b"%PDF-1.4", b"Content-Type: " + value + b"\r\nContent-Transfer-Encoding: base64\r\n"))
    assert len(ambiguous_bodies(mail)) == 1


@pytest.mark.parametrize(
    "value", [b"text/plain; boundary=b; x y", b"multipart/mixed; x y; boundary=b", b"text (x)/plain"]
)
def test_what_might_be_a_boundary_puts_the_structure_in_doubt(value: bytes) -> None:
    with pytest.raises(Ambiguous):
        ambiguous_bodies(mixed(part(b"x", b"Content-Type: " + value + b"\r\n")))


def strict_message(rng: random.Random) -> bytes:
    """A random message as mail programs write them: nested types, every encoding, names of all kinds."""
    message = disguises.EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"] = OUTSIDER, SUZUKI, rng.choice(["x", "ご請求書の件", "a" * 200])
    message.set_content(
        rng.choice(["Hello\n", "こんにちは\n" * 9, "a" * 3000, "-- \nsig\n--b\n"]),
        cte=rng.choice(["base64", "quoted-printable"]),
    )
    if rng.random() < 0.5:
        message.add_alternative("<p>こんにちは</p>", subtype="html")
    if rng.random() < 0.3:
        inner = disguises.EmailMessage(policy=email.policy.SMTP)
        inner["Subject"] = "inner"
        inner.set_content("x")
        message.add_attachment(inner)
    message.add_attachment(
        PROGRAM,
        maintype=rng.choice(["application", "image"]),
        subtype=rng.choice(["octet-stream", "png", "x-unheard"]),
        filename=rng.choice(["a.com", "御見積書①（株式会社髙橋商店・令和八年度分）最終版.pdf", "a b;c.pdf"]),
    )
    return bytes(message)


@pytest.mark.parametrize("seed", range(40))
def test_in_strict_messages_the_scanner_alone_finds_it(bench: Bench, seed: int) -> None:
    """So strictly written messages need no interpretations."""
    mail = strict_message(random.Random(seed))
    assert ambiguity_of(mail) == ""
    assert bench.incoming().send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    assert is_scanned(bench, bench.dovecot.taken[0].content, "removed")


@pytest.mark.feature("B9")
def test_what_a_strict_message_decodes_to_is_what_its_parts_are() -> None:
    """So a second engine needs no tree of it, either."""
    for seed in range(40):
        mail = strict_message(random.Random(seed))
        decoded = decoded_bodies(mail)
        assert PROGRAM in decoded
        parts: dict[int, Piece] = {}
        for piece in pieces_of(mail):
            parts.setdefault(piece.part, piece)  # behind it: what stands in a text that no strict mail's reader decodes
        for piece in parts.values():
            lines = piece.content.replace(b"\r\n", b"\n").strip()  # of a quoted-printable text
            bodies = [body.replace(b"\r\n", b"\n") for body in (mail, *decoded)]
            assert piece.content in decoded or any(lines in body for body in bodies)
    with pytest.raises(Ambiguous):
        decoded_bodies(mixed(part(b"", b"Content-Type: text/plain\r\n", b"begin 644 x\r\n")))


def test_the_readings_of_an_honest_mail_are_few() -> None:
    mail = mixed(*[part(b"%d" % number * 500) for number in range(10)]).removesuffix(b"--b--\r\n")
    assert ambiguity_of(mail)
    assert len(list(contents(mail))) < 200


@pytest.mark.parametrize("head", [b"", HEAD, HEAD + BINARY])
def test_random_bytes_have_readings_and_no_exception(head: bytes) -> None:
    for seed in range(300):
        rng = random.Random(seed)
        words = [
            b"--b",
            b"\r\n",
            b"\r\n\r\n",
            b"begin 644 x",
            b"=ybegin",
            b"base64",
            b"quoted",
            b"=3D",
            b"====",
            b"\r",
            b"Content-Type:",
            b"QUJD",
            b"\x00",
        ]
        mail = head + b"".join(rng.choice(words) for _ in range(60))
        ambiguity_of(mail)
        list(contents(mail))


HIDDEN = bytes(range(32, 100)) * 2
NAMES = (b"b", b"bb", b"c", b"b--", b"", b"a=b", b"--")


def chaotic_mail(rng: random.Random) -> bytes:
    """Headers, dash lines and encoded texts in any order."""

    def header() -> bytes:
        one, other = rng.choice(NAMES), rng.choice(NAMES)
        types = [
            b"multipart/mixed; boundary=" + one,
            b'multipart/mixed;\r\n boundary="' + one + b'"',
            b"message/rfc822",
        ]
        types += [
            b"text/plain; boundary=" + one,
            b"multipart/mixed; boundary=" + one + b"; boundary=" + other,
            b"text/plain",
        ]
        encodings = [b"base64", b"base64;", b"quoted-printable", b"7bit"]
        fields = [b"Content-Type: " + rng.choice(types), b"Content-Transfer-Encoding: " + rng.choice(encodings)]
        fields += [b"MIME-Version: 1.0", b"nonsense", b" \tfold", b"X: 1\r"]
        return b"".join(rng.choice(fields[: rng.choice((2, 2, 6))]) + b"\r\n" for _ in range(rng.randrange(4)))

    letters = disguises.lines64(HIDDEN)
    texts = [
        letters,
        letters[:78],
        letters[78:],
        disguises.quoted(HIDDEN),
        b"hello\r\n\r\n",
        b"\r\n",
        b"content\0",
        b"x\r",
    ]
    mail = [HEAD, header(), b"\r\n"]
    for _ in range(rng.randrange(1, 9)):
        line = (
            b"--"
            + rng.choice(NAMES)
            + rng.choice((b"", b"", b"--", b" ", b"x"))
            + rng.choice((b"\r\n", b"\r\n", b"\r"))
        )
        mail += rng.choice(
            ([line, header(), rng.choice((b"\r\n", b" \r\n", b""))], [header(), b"\r\n"], [rng.choice(texts)])
        )
    return b"".join(mail) + b"\r\n"


@pytest.mark.parametrize("seed", range(10))
def test_case_088_what_two_readers_show_of_random_mails_is_among_the_readings(seed: int) -> None:
    rng, shown = random.Random(seed), 0
    for mail in (chaotic_mail(rng) for _ in range(400)):
        if ambiguity_of(mail) in ("", "a part"):
            continue
        try:
            found = list(contents(mail))
        except LimitExceeded:
            continue
        if any(HIDDEN in one for one in (*by_python(mail), *naively(mail))):
            shown += 1
            assert any(HIDDEN in one for one in found), mail
    assert shown > 3
