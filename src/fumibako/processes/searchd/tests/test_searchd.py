"""What Dovecot's plugin says and hears, and indexes that are new, lost or broken."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import pytest

from fumibako.machine.formats.grams import MOST_FIELDS, attachment_names
from fumibako.processes.searchd import server as server_module
from fumibako.processes.searchd import updates as updates_module
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
        return asyncio.run(_asked(Door(shelf, SECRET, threads, health), target, chunks, secret))

    with ThreadPoolExecutor(2) as threads, ThreadPoolExecutor(1) as health:
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


def talk(shelf: Shelf, sent: bytes, is_busy: bool = False) -> bytes:
    """What is answered until the server closes."""
    go_on = threading.Event()

    async def talking() -> bytes:
        with ThreadPoolExecutor(1) as threads, ThreadPoolExecutor(1) as health:
            if is_busy:
                threads.submit(go_on.wait)
            async with await asyncio.start_server(Door(shelf, SECRET, threads, health).serve, "127.0.0.1", 0) as server:
                reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
                writer.write(sent)
                try:
                    async with asyncio.timeout(10):
                        return await reader.read()
                finally:
                    go_on.set()
                    writer.close()

    return asyncio.run(talking())


def test_much_to_do_is_not_taken_for_hung(shelf: Shelf) -> None:
    assert talk(shelf, b"GET /healthz HTTP/1.1\r\n\r\n", is_busy=True).endswith(b"ok")


def test_a_head_comes_soon_and_is_short(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "HEAD_SECONDS", 0.1)
    assert talk(shelf, b"GET /healthz HTTP/1.1\r\nA: b\r\n") == b""
    monkeypatch.setattr(server_module, "HEAD_SECONDS", 60.0)
    with contextlib.suppress(ConnectionError):
        assert talk(shelf, b"GET /healthz HTTP/1.1\r\n" + b"A: b\r\n" * 20_000) == b""


def test_without_the_secret_no_body_is_read(shelf: Shelf) -> None:
    assert b" 401 " in talk(shelf, b"POST /solr/update HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n")


def test_who_stops_in_the_middle_of_a_body_is_left(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "IDLE_SECONDS", 0.1)
    head = f"POST /solr/update HTTP/1.1\r\nAuthorization: {SECRET}\r\nContent-Length: 9\r\n\r\n<"
    assert talk(shelf, head.encode()) == b""


def test_there_are_only_so_many_connections(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "MOST_CONNECTIONS", 0)
    with contextlib.suppress(ConnectionError):
        assert talk(shelf, b"GET /healthz HTTP/1.1\r\n\r\n") == b""


def test_silent_connections_make_room_for_the_watchdog_and_those_with_the_secret_do_not(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_module, "MOST_CONNECTIONS", 3)
    proved = f"GET /solr/nothing HTTP/1.1\r\nAuthorization: {SECRET}\r\n\r\n".encode()

    async def talking() -> tuple[bytes, bytes]:
        with ThreadPoolExecutor(1) as threads, ThreadPoolExecutor(1) as health:
            async with await asyncio.start_server(Door(shelf, SECRET, threads, health).serve, "127.0.0.1", 0) as server:

                async def connected(sent: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
                    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
                    writer.write(sent)
                    return reader, writer

                dovecot, first = await connected(proved)
                assert await dovecot.readuntil(b"\r\n\r\n")
                silent = [await connected(b"") for _ in range(5)]
                watchdog, asking = await connected(b"GET /healthz HTTP/1.1\r\n\r\n")
                told = await watchdog.read()
                first.write(proved)
                again = await dovecot.readuntil(b"\r\n\r\n")
                for writer in (first, asking, *(writer for _, writer in silent)):
                    writer.close()
                return told, again

    told, again = asyncio.run(asyncio.wait_for(talking(), 10))
    assert told.endswith(b"ok") and again.startswith(b"HTTP/1.1 404 ")


def test_who_says_nothing_at_first_is_not_waited_for_long(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "FIRST_SECONDS", 0.1)
    assert talk(shelf, b"") == b""


def test_an_index_that_another_thread_has_is_thrown_away_after_it(shelf: Shelf) -> None:
    with ThreadPoolExecutor(1) as threads, shelf.of(USER, is_asked_from_anew=True) as index:
        thrown = threads.submit(shelf.throw_away, USER)
        with pytest.raises(TimeoutError):
            thrown.result(0.1)
        index.put("mark", 1)
        assert index.get("mark") == 1
    thrown.result(10)
    with shelf.of(USER, is_asked_from_anew=True) as index:
        assert index.get("mark") == 0


def test_only_what_is_indexed_of_a_body_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates_module, "BODY_LIMIT", 10)
    updates = Updates()
    updates.feed(f"<add>{document(7, 'あ' * 9 + 'いうえ', '件')}</add>".encode(), is_last=True)
    assert updates.mails[0].text["body"] == "あ" * 9 + "い" and updates.characters > 10
    assert (len(updates.taken()), updates.characters, updates.mails) == (1, 0, [])


def test_much_text_is_indexed_before_more_is_read(ask: Asking, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(ask)
    monkeypatch.setattr(server_module, "TEXT_AT_ONCE", 1)
    sizes: list[int] = []
    monkeypatch.setattr(Door, "_add", lambda _door, _user, mails: sizes.append(len(mails)))
    assert ask("/solr/update", "<add>", *(document(uid, "x") for uid in (1, 2, 3)), "</add>")[0] == 200
    assert sizes == [1, 1, 1]


def test_names_are_taken_from_sane_fields_only() -> None:
    name = "Content-Disposition: attachment; filename*=UTF-8''%E8%A6%8B.pdf\n"
    at = time.monotonic()
    found = attachment_names(f'Content-Type: x; name*="{";" * 100_000}"\n' + name * 1000)
    assert found.split("\n") == ["見.pdf"] * MOST_FIELDS
    assert time.monotonic() - at < 1


def test_an_update_may_be_cut_anywhere() -> None:
    octets = f"<add>{document(7, '見積 &amp; 納品')}</add>".encode()
    for cut in range(len(octets)):
        updates = Updates()
        updates.feed(octets[:cut])
        updates.feed(octets[cut:], is_last=True)
        (mail,) = updates.mails
        assert (mail.uid, mail.text["body"], mail.text["subject"]) == (7, "見積 & 納品", "件名")
        assert "件名" not in mail.text["hdr"]
