"""The second engine: what its answers mean, and what becomes of mail. The server here speaks as makers do, well and
badly; tests/journeys has a real one."""

import asyncio
import email.policy
import hashlib
import shutil
import socketserver
import ssl
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path

import pytest

from fumibako.machine.conf import load
from fumibako.machine.daemons.filterd.second_engine import Place
from fumibako.machine.daemons.filterd.service import Filterd
from fumibako.machine.state import MailDomain, SpamPolicy, VirusPolicy
from fumibako.processes.filterd.engines import EngineDown
from fumibako.processes.filterd.engines.icap import Icap, Reply, finding_in, verdict_of
from fumibako.processes.filterd.mime.strict import ambiguity_of
from tests.ports import free_port

from .c_icap import engine
from .conftest import Bench
from .hops import submitted_by
from .scanners import EICAR, until

pytestmark = pytest.mark.feature("B9")
DIGEST = hashlib.sha256(b"content").digest()
OPTIONS = "ICAP/1.0 200 OK\r\nMethods: RESPMOD\r\nAllow: 204\r\nPreview: 16\r\nEncapsulated: null-body=0\r\n\r\n"
NOTHING = "ICAP/1.0 204 No Content\r\n\r\n"
FOUND = "ICAP/1.0 200 OK\r\nX-Infection-Found: Type=0; Resolution=2; Threat=Worst.Worm;\r\n\r\n"
BLOCKED = "HTTP/1.1 403 Forbidden\r\n\r\n"
WORM = b"this is a worm"


@pytest.mark.parametrize(
    ("reply", "verdict"),
    [
        (Reply(204, {}), ""),
        (Reply(200, {}, ["HTTP/1.1 200 OK"], DIGEST), ""),
        (Reply(200, {}, ["HTTP/1.1 200 OK"], hashlib.sha256(b"").digest()), "withheld by the engine"),
        (Reply(200, {"x-infection-found": "Type=0; Resolution=2; Threat=Eicar;"}), "Eicar"),
        (Reply(204, {"x-virus-id": "Eicar"}), "Eicar"),
        (Reply(200, {"x-violations-found": "1\nfile\nEicar\n0\n0"}), "Eicar"),
        (Reply(200, {"x-virus-id": "no threats"}, ["HTTP/1.1 200 OK"], DIGEST), ""),
        (Reply(200, {}, ["HTTP/1.1 403 Forbidden", "X-Virus-Name: Eicar"]), "Eicar"),
        (Reply(200, {}, ["HTTP/1.1 403 Forbidden"]), "blocked by the engine"),
        (Reply(201, {"x-blocked": '"Eicar"'}), "Eicar"),
    ],
)
def test_an_answer_means_what_its_maker_means(reply: Reply, verdict: str) -> None:
    assert verdict_of(reply, DIGEST) == verdict


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, {}),
        Reply(200, {}, ["HTTP/1.1 206 Partial"]),
        Reply(500, {}),
        Reply(404, {}),
        Reply(201, {}, ["HTTP/1.1 200 OK"], DIGEST),
        Reply(200, {"x-infection-found": "Type=2; Resolution=0; Threat=Container;"}),
    ],
)
def test_anything_else_is_no_verdict(reply: Reply) -> None:
    with pytest.raises(EngineDown):
        verdict_of(reply, DIGEST)


def test_a_field_of_the_inner_answer_counts_like_one_of_the_outer() -> None:
    assert finding_in(Reply(200, {}, ["HTTP/1.1 200 OK", "X-Blocked: Worm"])) == "Worm"


class Server:
    """Finds worms, and the test virus unless it is blind. says: what it answers instead, "" is nothing before it hangs
    up."""

    def __init__(self, certificate: Path | None = None) -> None:
        self.says: str | None = None
        self.is_blind = False
        self.asked = 0
        server = self

        class Conversation(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                server._converse(self)

        class Listening(socketserver.ThreadingTCPServer):
            daemon_threads = True
            allow_reuse_address = True

        self._listening = Listening(("127.0.0.1", 0), Conversation)
        threading.Thread(target=self._listening.serve_forever, args=(0.05,), daemon=True).start()
        if certificate:
            tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            tls.load_cert_chain(certificate)
            self._listening.socket = tls.wrap_socket(self._listening.socket, server_side=True)
        place = f"127.0.0.1:{self._listening.server_address[1]}/avscan"
        self.url = f"icaps://{place}" if certificate else f"icap://{place}"

    def close(self) -> None:
        self._listening.shutdown()
        self._listening.server_close()

    def _converse(self, handler: socketserver.StreamRequestHandler) -> None:
        def say(text: str) -> None:
            handler.wfile.write(text.encode())

        def chunks() -> tuple[bytes, bool]:
            body = b""
            while True:
                size, _, extension = handler.rfile.readline().strip().partition(b";")
                if not int(size, 16):
                    handler.rfile.readline()
                    return body, b"ieof" in extension
                body += handler.rfile.read(int(size, 16))
                handler.rfile.readline()

        while line := handler.rfile.readline():
            while handler.rfile.readline().strip():
                pass
            if line.startswith(b"OPTIONS"):
                say(OPTIONS)
                continue
            self.asked += 1
            if self.says is not None:
                say(self.says)
                return
            while handler.rfile.readline().strip():  # the request's header
                pass
            while handler.rfile.readline().strip():  # the response's
                pass
            body, is_whole = chunks()
            if not is_whole:
                say("ICAP/1.0 100 Continue\r\n\r\n")
                body += chunks()[0]
            say(FOUND if WORM in body or (EICAR in body and not self.is_blind) else NOTHING)


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    try:
        yield server
    finally:
        server.close()


def scan(url: str, content: bytes, times: int = 1, roots: str = "") -> list[str]:
    async def scanning() -> list[str]:
        icap = Icap(Place.of(url, roots))
        try:
            return [await icap.scan(content) for _ in range(times)]
        finally:
            icap.close()

    return asyncio.run(scanning())


@pytest.fixture(scope="session")
def certificate() -> Iterator[Path]:
    """Of 127.0.0.1, with its key in the same file."""
    home = Path(tempfile.mkdtemp(prefix="fb-icaps-", dir="/tmp"))
    path, made = home / "certificate.pem", ("-subj", "/CN=engine", "-addext", "subjectAltName=IP:127.0.0.1")
    command = ("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", *made)
    subprocess.run((*command, "-keyout", path, "-out", home / "one"), check=True, capture_output=True)
    with path.open("ab") as both:
        both.write((home / "one").read_bytes())
    yield path
    shutil.rmtree(home)


def test_over_tls_the_engine_is_asked_if_its_certificate_is_known(certificate: Path) -> None:
    server = Server(certificate)
    try:
        assert scan(server.url, b"x" * 100_000 + WORM, 2, roots=str(certificate)) == ["Worst.Worm"] * 2
        with pytest.raises(EngineDown, match="certificate verify failed"):
            scan(server.url, b"content")
        with pytest.raises(EngineDown):
            scan(server.url, b"content", roots="/nowhere.pem")
        with pytest.raises(EngineDown):
            scan(server.url.replace("icaps", "icap"), b"content")
    finally:
        server.close()


def test_an_engine_that_does_not_find_the_test_virus_gives_no_verdict(server: Server) -> None:
    async def scanning() -> list[str]:
        icap = Icap(Place.of(server.url))
        found = [await icap.scan(b"content"), await icap.scan(b"content")]
        assert server.asked == 3  # proven once
        server.is_blind = True
        assert not await icap.proves()
        for content in (b"content", WORM):
            with pytest.raises(EngineDown, match="test virus"):
                await icap.scan(content)
        server.is_blind = False
        found.append(await icap.scan(WORM))
        icap.close()
        return found

    assert asyncio.run(scanning()) == ["", "", "Worst.Worm"]


@pytest.mark.parametrize("size", [0, 1, 15, 16, 17, 200_000])
def test_contents_of_any_size_are_scanned(server: Server, size: int) -> None:
    assert scan(server.url, b"x" * size, 2) == ["", ""]
    assert scan(server.url, b"x" * size + WORM) == ["Worst.Worm"]


@pytest.mark.parametrize(
    "says", ["", "HTTP/1.1 200 OK\r\n\r\n", "ICAP/1.0 503 Busy\r\n\r\n", "ICAP/1.0 2", "ICAP/1.0 200 OK\r\n\r\n"]
)
def test_a_server_in_trouble_gives_no_verdict(server: Server, says: str) -> None:
    server.says = says
    with pytest.raises(EngineDown):
        scan(server.url, b"content")


def test_offsets_that_make_no_sense_give_no_verdict(server: Server) -> None:
    server.says = f"ICAP/1.0 200 OK\r\nEncapsulated: res-hdr=9, res-body=3\r\n\r\n{BLOCKED}"
    with pytest.raises(EngineDown):
        scan(server.url, b"content")


def test_nobody_there_gives_no_verdict(server: Server) -> None:
    server.close()
    with pytest.raises(EngineDown):
        scan(server.url, b"content")


MAIL = (
    b"From: hanako@out.example\r\nTo: taro@example.jp\r\nSubject: =?utf-8?B?6KaL56mN?=\r\n"
    b"Message-ID: <1@out.example>\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n'
    b"The estimate.\r\n--b\r\nContent-Type: application/octet-stream\r\n"
    b'Content-Disposition: attachment; filename="bad.exe"\r\n\r\n' + WORM + b"\r\n--b\r\n"
    b'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename="good.bin"\r\n\r\n'
    b"fine\r\n--b--\r\n"
)


@pytest.fixture
def ordered(server: Server) -> Iterator[Bench]:
    """A filterd whose box has the second engine, and example.jp has ordered it."""
    state = Path(tempfile.mkdtemp(prefix="fb-icap-", dir="/tmp"))
    state.chmod(0o755)
    (state / "fumibako.toml").write_text(f'[engines]\nicap = "{server.url}"\n')
    bench = Bench(load(state=state))
    try:
        bench.clamd.start()
        bench.start()
        policy = replace(VirusPolicy(), second=True)
        domain = MailDomain(name="example.jp", administrator="a@example.jp", spam=SpamPolicy(is_on=False), virus=policy)
        bench.allow(domain)
        yield bench
    finally:
        bench.close()
        shutil.rmtree(state)


def test_the_infected_file_is_gone_and_the_rest_stays(ordered: Bench, server: Server) -> None:
    (reply,) = ordered.incoming().send("hanako@out.example", ["taro@example.jp"], MAIL)
    assert reply.startswith("250")
    (taken,) = ordered.dovecot.taken
    mail = message_from_bytes(taken.content)
    assert (mail["From"], mail["Subject"]) == ("hanako@out.example", "=?utf-8?B?6KaL56mN?=")
    assert WORM not in taken.content
    body, file = mail.get_payload()
    text = body.get_payload(decode=True).decode()
    assert "Worst.Worm" in text.partition("The estimate.")[0]
    assert "bad.exe" in text
    assert (file.get_filename(), file.get_payload(decode=True)) == ("good.bin", b"fine")
    _clean_mail_passes_untouched(ordered)
    _a_strictly_written_mail_needs_no_child_and_is_looked_into(ordered)
    _outgoing_mail_is_stopped(ordered)
    server.says = "ICAP/1.0 503 Busy\r\n\r\n"
    (reply,) = ordered.incoming().send("hanako@out.example", ["taro@example.jp"], MAIL)
    assert reply.startswith("451")
    server.says, server.is_blind = None, True
    assert Filterd().health(ordered.config).code == ""
    ordered.kill()
    ordered.start()  # as an hour later
    until(lambda: Filterd().health(ordered.config).code == "second-engine-blind")
    (reply,) = ordered.incoming().send("hanako@out.example", ["taro@example.jp"], MAIL)
    assert reply.startswith("451")
    server.close()
    assert Filterd().health(ordered.config).code == "second-engine"


def _clean_mail_passes_untouched(ordered: Bench) -> None:
    ordered.dovecot.taken.clear()
    clean = MAIL.replace(WORM, b"no harm in it")
    ordered.incoming().send("hanako@out.example", ["taro@example.jp"], clean)
    assert ordered.dovecot.taken[0].content.endswith(clean)


def _a_strictly_written_mail_needs_no_child_and_is_looked_into(ordered: Bench) -> None:
    """In base64 the engine, which knows no MIME, does not see the worm in the message itself."""
    for content, is_clean in ((b"no harm in it" * 99, True), (b"x" * 99 + WORM, False)):
        ordered.dovecot.taken.clear()
        mail = EmailMessage(policy=email.policy.SMTP)
        mail["From"], mail["To"], mail["Subject"] = "hanako@out.example", "taro@example.jp", "Invoice"
        mail.set_content("こんにちは", cte="base64")
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename="a.bin")
        assert ambiguity_of(bytes(mail)) == "" and WORM not in bytes(mail)
        ordered.incoming().send("hanako@out.example", ["taro@example.jp"], bytes(mail))
        (taken,) = ordered.dovecot.taken
        assert taken.content.endswith(bytes(mail)) == is_clean
        first = next(part for part in message_from_bytes(taken.content).walk() if not part.is_multipart())
        assert (b"Worst.Worm" in first.get_payload(decode=True)) != is_clean


def _outgoing_mail_is_stopped(ordered: Bench) -> None:
    mail = submitted_by("taro@example.jp") + MAIL.replace(b"From: hanako@out.example", b"From: taro@example.jp")
    (reply,) = ordered.outgoing().send("taro@example.jp", ["hanako@out.example"], mail)
    assert reply.startswith("250")
    (warning,) = ordered.reinjection.taken
    assert warning.recipients == ["taro@example.jp"]
    assert WORM not in warning.content


@pytest.fixture
def c_icap(running: Bench) -> Iterator[str]:
    """The address of a c-icap with virus_scan, which asks the bench's clamd."""
    port = free_port()
    with engine(port, running.config.clamd_socket):
        yield f"icap://127.0.0.1:{port}/avscan"


def test_a_real_server_finds_what_clamav_finds(c_icap: str) -> None:
    assert scan(c_icap, MAIL.replace(WORM, b"no harm"), 2) == ["", ""]
    assert scan(c_icap, b"x" * 300_000) == [""]
    assert "eicar" in scan(c_icap, EICAR)[0].lower()
    assert "eicar" in scan(c_icap, b"\0" * 300_000 + EICAR)[0].lower()
