"""The virus scanner is away, hangs or talks nonsense: mail waits, nothing passes unscanned, and it
flows by itself when the scanner is back (SECURITY case 89)."""

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from fumibako.machine.conf import Config
from tests.faults.processes import Processes
from tests.faults.stamps import is_scanned
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, found, until
from tests.journeys.mails import Mail
from tests.journeys.office import Office
from tests.journeys.sink import Sink

pytestmark = [pytest.mark.box, pytest.mark.feature("B7")]
OUTSIDER = "hanako@out.example"
BY_ITSELF = 420.0  # the longest that Postfix waits between two tries, and some


@contextlib.contextmanager
def stopped(processes: Processes, config: Config) -> Iterator[None]:
    with processes.stopped("watchdog", "clamd"):
        yield


@contextlib.contextmanager
def frozen(processes: Processes, config: Config) -> Iterator[None]:
    with processes.stopped("watchdog"), processes.frozen("clamd"):
        yield


@contextlib.contextmanager
def missing_socket(processes: Processes, config: Config) -> Iterator[None]:
    """filterd starts anew, because the connections that it keeps need no socket any more."""
    aside = config.clamd_socket.with_suffix(".aside")
    with processes.stopped("watchdog"):
        config.clamd_socket.rename(aside)
        try:
            with processes.stopped("filterd"):
                pass
            yield
        finally:
            aside.rename(config.clamd_socket)


def answering(words: bytes) -> Callable[[Processes, Config], contextlib.AbstractContextManager[None]]:
    """A scanner that says `words` to everything and closes."""

    @contextlib.contextmanager
    def trouble(processes: Processes, config: Config) -> Iterator[None]:
        with processes.stopped("watchdog", "clamd"), _impostor(config, words):
            yield

    return trouble


@contextlib.contextmanager
def _impostor(config: Config, words: bytes) -> Iterator[None]:
    config.clamd_socket.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(config.clamd_socket))
    config.clamd_socket.chmod(0o666)
    listener.listen(50)
    listener.settimeout(0.2)
    is_over = threading.Event()

    def serve() -> None:
        while not is_over.is_set():
            with contextlib.suppress(OSError):
                caller, _ = listener.accept()
                with caller:
                    caller.recv(65_536)
                    caller.sendall(words)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
        listener.close()
        config.clamd_socket.unlink(missing_ok=True)


TROUBLES = {
    "stopped": stopped,
    "hung": frozen,
    "socket missing": missing_socket,
    "garbage": answering(b"\x00\xff\x17 who is there?\n" * 20),
    "error": answering(b"stream: lstat() failed: No such file or directory. ERROR\0"),
    "limit": answering(b"INSTREAM size limit exceeded. ERROR\0"),
    "half an answer": answering(b"stream: O"),
    "closes": answering(b""),
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES.keys())
def test_case_089_mail_waits_for_the_scanner_and_flows_when_it_is_back(
    programs: MailPrograms,
    office: Office,
    processes: Processes,
    suzuki: Person,
    sato: Person,
    outside: Sink,
    trouble: Callable[[Processes, Config], contextlib.AbstractContextManager[None]],
) -> None:
    incoming = mails.plain(OUTSIDER, suzuki.address)
    inside = mails.plain(suzuki.address, sato.address)
    outgoing = mails.plain(suzuki.address, OUTSIDER)
    with trouble(processes, office.config):
        programs.deliver(incoming, OUTSIDER, suzuki.address)
        programs.send(inside, suzuki, sato.address)
        programs.send(outgoing, suzuki, OUTSIDER)
        until(lambda: _tried(office) >= 3, 180)
        assert _arrived(programs, suzuki, incoming) == []
        assert _arrived(programs, sato, inside) == []
        assert outside.taken == []
    content = programs.wait_for(suzuki, incoming, seconds=BY_ITSELF)
    assert is_scanned(office.config, content)
    assert is_scanned(office.config, programs.wait_for(sato, inside, seconds=BY_ITSELF))
    outside.wait_for(outgoing.message_id, seconds=BY_ITSELF)
    assert len(_arrived(programs, suzuki, incoming)) == 1


def test_the_watchdog_finds_a_hung_scanner(
    programs: MailPrograms, office: Office, processes: Processes, suzuki: Person
) -> None:
    """Nobody thaws it: the watchdog sees that it does not answer, and replaces it."""
    hung = processes.pid("clamd")
    with processes.frozen("clamd"):
        mail = mails.plain(OUTSIDER, suzuki.address)
        programs.deliver(mail, OUTSIDER, suzuki.address)
        until(lambda: processes.pid("clamd") not in (hung, 0), 120, 1)
        assert is_scanned(office.config, programs.wait_for(suzuki, mail, seconds=BY_ITSELF))


def _tried(office: Office) -> int:
    """How many mails of the queue were tried and are kept for later."""
    return len([m for m in office.queue() if any(r.get("delay_reason") for r in m["recipients"])])


def _arrived(programs: MailPrograms, person: Person, mail: Mail) -> list[bytes]:
    with programs.imaps(person) as imap:
        return list(found(imap, mail.message_id))
