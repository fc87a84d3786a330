"""Who may bring mail, in whose name, and in what shape: strangers at ports 25, 587 and 465."""

import base64
import contextlib
import secrets
import smtplib
import socket
from dataclasses import dataclass
from email.header import Header
from typing import Any
from urllib.parse import quote

import pytest

from tests.journeys import mails
from tests.journeys.clients import TIMEOUT, MailPrograms, Person, until
from tests.journeys.infected import EICAR
from tests.journeys.mails import Mail, Signer, headers
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.smuggling import ENDS, smuggling

pytestmark = pytest.mark.box
OUTSIDER = "hanako@out.example"
DATE = "Date: Mon, 23 Nov 2026 21:00:00 +0900\r\n"

RELAY_FORMS = (
    "x@elsewhere.example",
    "x@elsewhere.example.",
    "x%elsewhere.example@{ours}",
    "x%elsewhere.example%{ours}@{ours}",
    "x%elsewhere.example",
    "x%elsewhere.example@",
    "elsewhere.example!x@{ours}",
    "elsewhere.example!x",
    "{ours}!elsewhere.example!x",
    "{ours}!x@elsewhere.example",
    "@{ours}:x@elsewhere.example",
    "@elsewhere.example:x@{ours}",
    "@elsewhere.example,@{ours}:x@elsewhere.example",
    '"x@elsewhere.example"@{ours}',
    '"x@elsewhere.example"',
    '"x%elsewhere.example"@{ours}',
    '"elsewhere.example!x"@{ours}',
    "x@elsewhere.example@{ours}",
    "x@{ours}@elsewhere.example",
    "x@elsewhere.example%{ours}",
    "x@[198.51.100.1]",
    "x@198.51.100.1",
    "x@[IPv6:2001:db8::1]",
    "x%[198.51.100.1]@{ours}",
    "x@elsewhere.example({ours})",
    "x@sub.{ours}",
)


@pytest.mark.parametrize("sender", [OUTSIDER, "", "{person}", "x@localhost"])
def test_case_077_nobody_from_outside_relays(programs: MailPrograms, suzuki: Person, sender: str) -> None:
    envelope_sender = sender.format(person=suzuki.address)
    for form in RELAY_FORMS:
        with programs.smtp() as smtp:
            smtp.ehlo()
            code, words = smtp.docmd("MAIL", f"FROM:<{envelope_sender}>")
            if code == 250:
                code, words = smtp.docmd("RCPT", f"TO:<{form.format(ours=suzuki.domain)}>")
            assert 500 <= code < 560, (form, code, words)


@pytest.mark.feature("C3")
def test_the_door_for_redirects_opens_to_nobody_on_this_machine(office: Office, suzuki: Person) -> None:
    with smtplib.SMTP("127.0.0.1", office.config.ports.redirect, timeout=TIMEOUT) as smtp:
        smtp.ehlo()
        assert smtp.mail(suzuki.address)[0] == 250
        code, words = smtp.rcpt("x@elsewhere.example")
    assert (code, words) == (554, b"5.7.1 <localhost[127.0.0.1]>: Client host rejected: Not for you")


@pytest.mark.feature("C11")
@pytest.mark.parametrize("port", ["submission", "submissions"])
def test_case_077_the_doors_of_mail_programs_open_to_no_stranger(
    programs: MailPrograms, suzuki: Person, port: str
) -> None:
    with _unknown_at(programs, port) as smtp:
        smtp.ehlo()
        smtp.docmd("MAIL", f"FROM:<{suzuki.address}>")
        code, words = smtp.docmd("RCPT", f"TO:<{suzuki.address}>")
    assert (code, words[:6], words[-23:]) == (530, b"5.7.0 ", b"Authentication required")  # so that a program asks


@pytest.mark.feature("C11")
def test_no_password_is_asked_for_before_tls(programs: MailPrograms) -> None:
    """Dovecot cannot be asked from here: it takes a client of its own address for secured."""
    for port in ("smtp", "submission"):
        with smtplib.SMTP(programs.host, programs.ports[port], "pc.example", TIMEOUT) as smtp:
            smtp.ehlo()
            assert not smtp.has_extn("auth")


@pytest.mark.feature("C11")
@pytest.mark.parametrize("sender", ["colleague", "someone@elsewhere.example", "nobody@{domain}"])
def test_case_078_nobody_sends_in_anothers_name(
    programs: MailPrograms, suzuki: Person, sato: Person, sender: str
) -> None:
    envelope_sender = sato.address if sender == "colleague" else sender.format(domain=suzuki.domain)
    with programs.submission(suzuki) as smtp:
        code, words = smtp.mail(envelope_sender)
        if code == 250:
            code, words = smtp.rcpt(OUTSIDER)
    assert 550 <= code < 560, words


@pytest.mark.feature("C11")
@pytest.mark.parametrize(
    "fields",
    ["From: {sato}\r\n", "From: {suzuki}\r\nFrom: {sato}\r\n", "From: {suzuki}\r\nSender: {sato}\r\n"],
)
def test_case_078_nor_in_the_header(
    office: Office, programs: MailPrograms, suzuki: Person, sato: Person, outside: Sink, fields: str
) -> None:
    number = iter(range(99))

    def content(fields: str) -> bytes:
        named = fields.format(suzuki=suzuki.address, sato=sato.address)
        return f"{named}Subject: pay at once\r\nMessage-ID: <{next(number)}.{suzuki.address}>\r\n\r\nx\r\n".encode()

    with programs.submission(suzuki) as smtp:
        smtp.sendmail(suzuki.address, [OUTSIDER], content(fields))
        smtp.sendmail("", [OUTSIDER], content(fields))  # a read receipt has no sender
        smtp.sendmail("", [OUTSIDER], content("From: {suzuki}\r\n"))
    (receipt,) = outside.wait_for(f"<2.{suzuki.address}>")
    assert receipt.sender == ""
    (told,) = until(lambda: programs.all_in(suzuki))
    assert b"5.7.1 From and Sender: " in told
    office.drain(60)
    assert [taken for taken in outside.taken if suzuki.address.encode() in taken.content] == [receipt]


@pytest.mark.feature("B1")
@pytest.mark.parametrize("name", ["a colleague", "nobody@{domain}", "postmaster@{domain}"])
def test_case_079_nobody_from_outside_is_a_sender_of_ours(
    programs: MailPrograms, suzuki: Person, sato: Person, name: str
) -> None:
    sender = sato.address if name == "a colleague" else name.format(domain=suzuki.domain)
    with programs.smtp() as smtp:
        smtp.ehlo()
        smtp.mail(sender)
        assert 550 <= smtp.rcpt(suzuki.address)[0] < 560


@pytest.mark.parametrize(
    ("field", "mark", "folder"),
    [
        ("From: {sato}\r\n", b"unproven", "INBOX"),
        ('From: "{sato}" <hanako@out.example>\r\n', b"unproven", "INBOX"),
        ("From: hanako@out.example\r\nFrom: {sato}\r\n", b"ambiguous", "Junk"),
        ("From : {sato}\r\n", b"unproven", "INBOX"),  # Postfix has taken the blank out
    ],
)
def test_case_079_a_mail_in_our_own_name_from_outside_is_marked(
    programs: MailPrograms, suzuki: Person, sato: Person, field: str, mark: bytes, folder: str
) -> None:
    content = f"To: {suzuki.address}\r\n{field.format(sato=sato.address)}Subject: urgent\r\n\r\nPay at once.\r\n"
    programs.deliver(Mail("spoofed", content.encode()), OUTSIDER, suzuki.address)
    (delivered,) = until(lambda: programs.all_in(suzuki, folder))
    assert headers(delivered, b"X-Fumibako-From") == (mark.decode(),)


def test_case_079_what_a_colleague_sends_is_not_marked(programs: MailPrograms, suzuki: Person, sato: Person) -> None:
    mail = mails.plain(sato.address, suzuki.address)
    programs.send(mail, sato, suzuki.address)
    assert headers(programs.wait_for(suzuki, mail), b"X-Fumibako-From") == ()


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("port", ["submission", "submissions"])
def test_case_074_one_mail_sent_is_one_mail_outside(
    office: Office, programs: MailPrograms, suzuki: Person, outside: Sink, port: str, end: str
) -> None:
    """The sink ends a mail at any line that is a dot, as careless servers do."""
    smtp = getattr(programs, port)(suzuki)
    assert smtp.mail(suzuki.address)[0] == smtp.rcpt(OUTSIDER)[0] == 250
    assert smtp.docmd("DATA")[0] == 354
    with contextlib.suppress(smtplib.SMTPServerDisconnected, ConnectionError):  # after what came behind the mail
        smtp.send(smuggling(ENDS[end], suzuki.address, OUTSIDER))
        smtp.getreply()
        smtp.quit()
    last = mails.plain(suzuki.address, OUTSIDER)
    programs.send(last, suzuki, OUTSIDER)
    outside.wait_for(last.message_id)
    office.drain(60)
    others = [taken.content for taken in outside.taken if last.message_id.encode() not in taken.content]
    assert [content for content in others if content.startswith(b"Subject: smuggled")] == []
    (content,) = others
    rest = content.replace(b"\r\n", b"")
    assert b"\r" not in rest and b"\n" not in rest


def test_case_080_an_unknown_recipient_is_refused_at_rcpt(programs: MailPrograms, demo: dict[str, Any]) -> None:
    assert programs.rcpt(f"nobody@{demo['domain']}") == 550


@pytest.mark.parametrize("port", ["smtp", "submission"])
def test_case_076_what_comes_in_one_packet_with_starttls_is_not_obeyed(programs: MailPrograms, port: str) -> None:
    """Commands sent in the clear must not be answered inside TLS (as CVE-2011-0411 was)."""
    plain = socket.create_connection((programs.host, programs.ports[port]), TIMEOUT)
    reader = plain.makefile("rb")
    reader.readline()
    plain.sendall(b"EHLO pc.example\r\n")
    while reader.readline()[3:4] == b"-":
        continue
    plain.sendall(b"STARTTLS\r\nRSET\r\nNOOP\r\n")
    answer = reader.readline()
    with contextlib.closing(plain), contextlib.suppress(OSError):
        if answer.startswith(b"220"):
            secured = programs.context.wrap_socket(plain)
            secured.settimeout(3)
            with pytest.raises(TimeoutError):
                assert not secured.recv(100), "a command from before TLS was answered"
                raise TimeoutError  # the server hung up: as good


@pytest.mark.parametrize("command", ["XCLIENT ADDR=198.51.100.7 NAME=good.example", "XFORWARD ADDR=198.51.100.7"])
def test_case_064_nobody_from_outside_says_who_the_client_was(programs: MailPrograms, command: str) -> None:
    with programs.smtp() as smtp:
        smtp.ehlo()
        assert not smtp.has_extn(command.split()[0].lower())
        assert smtp.docmd(command)[0] >= 500


def test_vrfy_expn_etrn_chunking_and_dsn_are_off(programs: MailPrograms, suzuki: Person) -> None:
    with programs.smtp() as smtp:
        smtp.ehlo()
        assert [name for name in ("chunking", "dsn", "etrn", "vrfy") if smtp.has_extn(name)] == []
        for command in (f"VRFY {suzuki.address}", f"EXPN {suzuki.address}", f"ETRN {suzuki.domain}", "BDAT 3 LAST"):
            assert smtp.docmd(command)[0] >= 500, command


@dataclass(frozen=True)
class Shape:
    """A mail that breaks parsers; what of it must stand in the delivered one's head, and its whole body there. signed:
    whether a signature over it holds at the end of the way."""

    content: bytes
    body: bytes
    head: bytes = b""
    signed: bool = True


# Only line ends are mended. Postfix takes every LF for an end of a line and every other CR for a
# blank (nobody may read a second mail out of it); no line of IMAP has a NUL (RFC 9051 section 4.3.1).
ODD_SHAPES = {
    "no header line": Shape(b"\r\nonly a body\r\n", b"only a body\r\n"),
    "no empty line": Shape(b"Subject: x\r\n", b"", b"Subject: x"),
    "mbox From line": Shape(
        b"From hanako@out.example Mon Nov 23 21:00:00 2026\r\nSubject: x\r\n\r\nbody\r\n",
        b"body\r\n",
        b"Subject: x",
        False,
    ),
    "8bit header": Shape(
        "Subject: 日本語のまま\r\n\r\nbody\r\n".encode(), b"body\r\n", "Subject: 日本語のまま".encode()
    ),
    "boundary never used": Shape(b"Content-Type: multipart/mixed; boundary=gone\r\n\r\nbody\r\n", b"body\r\n"),
    "boundary never closed": Shape(
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbody\r\n", b"--b\r\n\r\nbody\r\n"
    ),
    "empty boundary": Shape(
        b'Content-Type: multipart/mixed; boundary=""\r\n\r\n--\r\n\r\nbody\r\n', b"--\r\n\r\nbody\r\n"
    ),
    "base64 with junk": Shape(b"Content-Transfer-Encoding: base64\r\n\r\n!!!=aGVsbG8\r\n", b"!!!=aGVsbG8\r\n"),
    "folded nonsense": Shape(b"Subject: a\r\n \r\n\t\r\nX: y\r\n\r\nbody\r\n", b"body\r\n", b"X: y"),
    "lone CR": Shape(b"Subject: a\rb\r\n\r\nc\rd\r\n", b"c d\r\n", b"Subject: a b", False),
    "NUL": Shape(b"Subject: x\r\n\r\nc\0d\r\n", b"c\x80d\r\n", b"Subject: x", False),
    "only LF": Shape(b"Subject: x\nX-A: y\n\nbody\nmore\r\n", b"body\r\nmore\r\n", b"X-A: y"),
}
ODD_CHARSETS = {
    "unfinished escape": ("ISO-2022-JP", b"\x1b$B$\r\n"),
    "Shift_JIS called ISO-2022-JP": ("ISO-2022-JP", b"\x93\xfa\x96\x7b\r\n"),
    "half-width kana": ("Shift_JIS", b"\xc3\xbd\xc4\r\n"),
    "UTF-7": ("UTF-7", b"+ZeVnLA-\r\n"),
    "GB18030": ("GB18030", "機種\r\n".encode("gb18030")),
    "unknown": ("x-klingon", b"\xff\xfe\r\n"),
}


@pytest.mark.parametrize("shape", ODD_SHAPES)
def test_case_095_a_mail_of_odd_shape_is_delivered_as_it_came(
    programs: MailPrograms, suzuki: Person, shape: str
) -> None:
    odd = ODD_SHAPES[shape]
    programs.deliver(Mail(shape, odd.content), OUTSIDER, suzuki.address)
    (delivered,) = until(lambda: _anywhere(programs, suzuki))
    head, _, body = delivered.partition(b"\r\n\r\n")
    assert body == odd.body
    assert not odd.head or odd.head in head.split(b"\r\n")


@pytest.mark.parametrize("shape", [name for name, shape in ODD_SHAPES.items() if shape.signed])
def test_case_095_a_signature_of_an_odd_shape_holds(programs: MailPrograms, suzuki: Person, shape: str) -> None:
    signer = Signer("out.example")
    head = f"From: {OUTSIDER}\r\nTo: {suzuki.address}\r\n{DATE}Message-ID: <odd@out.example>\r\n"
    signed = signer.sign(Mail(shape, head.encode() + ODD_SHAPES[shape].content))
    programs.deliver(signed, OUTSIDER, suzuki.address)
    (delivered,) = until(lambda: programs.all_in(suzuki))
    assert signer.verifies(delivered)


def test_case_095_8bitmime_is_spoken_and_what_asks_more_of_the_next_server_is_not(programs: MailPrograms) -> None:
    with programs.smtp() as smtp:
        smtp.ehlo()
        assert smtp.has_extn("8bitmime")
        for extension, option in (("binarymime", "BODY=BINARYMIME"), ("smtputf8", "SMTPUTF8")):
            assert not smtp.has_extn(extension)
            assert smtp.docmd("MAIL", f"FROM:<{OUTSIDER}> {option}")[0] == 555


@pytest.mark.parametrize("charset", ODD_CHARSETS)
def test_case_097_a_mail_of_odd_charset_is_delivered_as_it_came(
    programs: MailPrograms, suzuki: Person, charset: str
) -> None:
    name, body = ODD_CHARSETS[charset]
    content = b"Subject: x\r\nContent-Type: text/plain; charset=%s\r\n\r\n%s" % (name.encode(), body)
    programs.deliver(Mail(charset, content), OUTSIDER, suzuki.address)
    (delivered,) = until(lambda: _anywhere(programs, suzuki))
    assert delivered.endswith(b"\r\n\r\n" + body)


def test_case_122_line_ends_and_escapes_of_strangers_make_no_lines_in_logs(
    programs: MailPrograms, office: Office, suzuki: Person
) -> None:
    mark = secrets.token_hex(4)
    evil = f"a\r\nNov 23 00:00:00 mail root: {mark}\x1b[31m"
    with programs.smtp() as smtp:
        smtp.docmd("EHLO", f"x\x1b[2J{mark}-helo\0{mark}")
        smtp.mail(OUTSIDER)
        assert smtp.rcpt(f"nobody@{suzuki.domain}")[0] == 550
    assert not programs.plain_login(Person(f"{evil}-imap@{suzuki.domain}", "wrong-password-1"))
    with _unknown_at(programs, "submission") as smtp:
        smtp.ehlo()
        secret = base64.b64encode(f"\0{evil}-auth@{suzuki.domain}\0wrong-password-1".encode()).decode()
        assert smtp.docmd("AUTH", f"PLAIN {secret}")[0] == 535
    subject = Header(f"{evil}-subject", "utf-8").encode()
    file = f"filename*=utf-8''{quote(evil)}-file.exe"
    fields = f"From: {OUTSIDER}\r\nSubject: {subject}\r\nMessage-ID: <{mark}-id\x1b[31m@out.example>\r\n"
    part = f"Content-Type: application/octet-stream\r\nContent-Disposition: attachment; {file}\r\n\r\n"
    programs.deliver(Mail("evil", (fields + part).encode() + EICAR + b"\r\n"), OUTSIDER, suzuki.address)
    until(lambda: programs.all_in(suzuki))

    told = until(lambda: _told_of(office, mark))
    assert [line for lines in told.values() for line in lines if not line.isprintable()] == []
    for name, writer in WRITERS.items():
        assert [line for line in told[name] if writer not in line] == []
    everything = [line for line in _log_lines(office) if mark in line]
    assert len(everything) == sum(map(len, told.values()))  # no log tells of subjects and file names


WRITERS = {
    "helo": "NOQUEUE: reject: RCPT",
    "imap": " imap-login: ",
    "auth": "SASL PLAIN authentication failed",
    "id": "message-id=<",
}


def _told_of(office: Office, mark: str) -> dict[str, list[str]]:
    """The lines of each name, once every one has some."""
    lines = _log_lines(office)
    told = {
        name: [line for line in lines if f"{mark}-{name}" in line or f"{mark}?[31m-{name}" in line] for name in WRITERS
    }
    return told if all(told.values()) else {}


def _log_lines(office: Office) -> list[str]:
    files = [path for path in office.config.log.rglob("*") if path.is_file()]
    return [line for path in files for line in path.read_text(errors="replace").split("\n")]


def _anywhere(programs: MailPrograms, person: Person) -> list[bytes]:
    """Also in the spam box, where a mail without a Date, say, may go."""
    return programs.all_in(person) or programs.all_in(person, "Junk")


def _unknown_at(programs: MailPrograms, port: str) -> smtplib.SMTP:
    """TLS, and nobody logged in."""
    if port == "submissions":
        return smtplib.SMTP_SSL(
            programs.host, programs.ports[port], "pc.example", timeout=TIMEOUT, context=programs.context
        )
    smtp = smtplib.SMTP(programs.host, programs.ports[port], "pc.example", TIMEOUT)
    smtp.starttls(context=programs.context)
    return smtp
