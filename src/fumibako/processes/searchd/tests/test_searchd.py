"""What Dovecot's plugin says and hears, and indexes that are new, lost or broken."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from fumibako.processes.searchd.server import Door
from fumibako.processes.searchd.shelf import NotReady, Shelf
from fumibako.processes.searchd.updates import Updates

pytestmark = pytest.mark.feature("F")
BOX = "a" * 32
USER = "suzuki@ours.example"
SECRET = "Basic c2VjcmV0"
LIMITS = f"&fq={quote(f'+box:{BOX} +user:{USER}')}&fl=uid"
Asking = Callable[..., tuple[int, str]]


def document(uid: int, body: str, subject: str = "件名") -> str:
    fields = {"uid": uid, "box": BOX, "user": USER, "id": f"{uid}/{BOX}/{USER}", "body": body, "subject": subject}
    hdr = f"Subject: {subject}\nX-Mailer: 秀丸\n"
    return (
        "<doc>"
        + "".join(f'<field name="{key}">{value}</field>' for key, value in {**fields, "hdr": hdr}.items())
        + "</doc>"
    )


class Told:
    """Whom Dovecot was asked to tell of anew."""

    def __init__(self) -> None:
        self.anew: list[str] = []

    def __call__(self, address: str) -> None:
        self.anew.append(address)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def shelf(tmp_path: Path, told: Told) -> Shelf:
    return Shelf(lambda address: tmp_path / "ours" / f"{address}.sqlite3", told)


@pytest.fixture
def ask(shelf: Shelf) -> Iterator[Asking]:
    """A request, in pieces of chunks where there are some; status and content."""

    def asked(target: str, *chunks: str, secret: str = SECRET) -> tuple[int, str]:
        return asyncio.run(_asked(Door(shelf, SECRET, threads), target, chunks, secret))

    with ThreadPoolExecutor(2) as threads:
        yield asked


async def _asked(door: Door, target: str, chunks: tuple[str, ...], secret: str) -> tuple[int, str]:
    server = await asyncio.start_server(door.serve, "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        head = f"{'POST' if chunks else 'GET'} {target} HTTP/1.1\r\nAuthorization: {secret}\r\nConnection: close\r\n"
        writer.write(f"{head}{'Transfer-Encoding: chunked' if chunks else 'Content-Length: 0'}\r\n\r\n".encode())
        for octets in map(str.encode, chunks):
            writer.write(b"%x\r\n" % len(octets) + octets + b"\r\n")
        if chunks:
            writer.write(b"0\r\n\r\n")
        answered = (await reader.read()).decode()
        writer.close()
    return int(answered.split(" ")[1]), answered.partition("\r\n\r\n")[2]


def begin(ask: Asking) -> None:
    assert ask(f"/solr/select?q={quote(f'box:{BOX} user:{USER}')}")[0] == 200


def test_what_is_told_is_found_and_what_is_deleted_is_not(ask: Asking) -> None:
    begin(ask)
    added = "<add>" + document(7, "見積 &amp; 納品") + document(9, "請求") + "</add>"
    assert ask("/solr/update", added[:50], added[50:]) == (200, "<response/>")
    assert ask(f"/solr/select?q={quote('body:見積')}{LIMITS}")[1].count('<i name="uid">7</i>') == 1
    assert ask(f"/solr/select?q={quote('subject:件名')}{LIMITS}")[1].count("<doc>") == 2
    assert ask(f"/solr/select?q={quote('hdr:秀丸')}{LIMITS}")[1].count("<doc>") == 2
    assert '<i name="uid">9</i>' in ask(f"/solr/select?q={quote(f'box:{BOX} user:{USER}')}")[1]
    assert ask("/solr/update", f"<delete><id>7/{BOX}/{USER}</id></delete>")[0] == 200
    assert "<doc>" not in ask(f"/solr/select?q={quote('body:見積')}{LIMITS}")[1]


def test_nobody_without_the_secret_is_told_anything(ask: Asking) -> None:
    begin(ask)
    assert ask(f"/solr/select?q={quote('body:見積')}{LIMITS}", secret="Basic b3RoZXI=") == (401, "")
    assert ask("/healthz", secret="") == (200, "ok")


def test_an_index_that_is_new_is_not_believed_before_dovecot_knows_that_it_is_empty(ask: Asking, told: Told) -> None:
    assert ask(f"/solr/select?q={quote('body:見積')}{LIMITS}")[0] == 503
    assert told.anew == [USER]
    assert ask(f"/solr/select?q={quote('body:見積')}{LIMITS}")[0] == 200
    assert told.anew == [USER]


def test_a_broken_file_is_thrown_away(ask: Asking, shelf: Shelf, told: Told, tmp_path: Path) -> None:
    path = tmp_path / "ours" / f"{USER}.sqlite3"
    path.parent.mkdir()
    path.write_bytes(b"noise" * 5000)
    assert ask(f"/solr/select?q={quote('body:見積')}{LIMITS}")[0] == 503
    assert not path.exists()
    begin(ask)
    assert told.anew == [USER]


def test_an_account_that_went_and_came_again_starts_empty(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "ours" / f"{USER}.sqlite3"
    with shelf.of(USER, is_asked_from_anew=True) as index:
        index.put("mark", 1)
    for each in path.parent.iterdir():
        each.unlink()
    with pytest.raises(NotReady), shelf.of(USER):
        pass
    with shelf.of(USER) as index:
        assert index.get("mark") == 0


@pytest.mark.parametrize("user", ["../../etc/passwd", "a/../../b@ours.example", "", "suzuki@../x"])
def test_no_address_leads_out_of_the_directory(ask: Asking, user: str, tmp_path: Path) -> None:
    limits = f"&fq={quote(f'+box:{BOX} +user:{user}')}&fl=uid"
    assert ask(f"/solr/select?q={quote('body:a')}{limits}")[0] in (400, 503)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_relative_to(tmp_path / "ours")]


@pytest.mark.parametrize("content", ["<add><doc>", "no xml", "<delete><id>x</id></delete>"])
def test_what_is_not_understood_is_refused(ask: Asking, content: str) -> None:
    begin(ask)
    assert ask("/solr/update", content)[0] == 400


def test_an_update_may_be_cut_anywhere() -> None:
    octets = f"<add>{document(7, '見積 &amp; 納品')}</add>".encode()
    for cut in range(len(octets)):
        updates = Updates()
        updates.feed(octets[:cut])
        updates.feed(octets[cut:], is_last=True)
        (mail,) = updates.mails
        assert (mail.uid, mail.text["body"], mail.text["subject"]) == (7, "見積 & 納品", "件名")
        assert "件名" not in mail.text["hdr"]
