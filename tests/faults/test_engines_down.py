"""The virus scanner is away, hangs or talks nonsense: mail waits, nothing passes unscanned, and it
flows by itself when the scanner is back (SECURITY case 89)."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from tests.faults.processes import Processes, kill
from tests.faults.stamps import is_scanned
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.long import cases

pytestmark = [pytest.mark.box, pytest.mark.feature("B7")]
OUTSIDER = "hanako@out.example"
# The watchdog has the queue tried again at its first look that finds everything there; without it a mail would wait as
# long as it waited before (125 s and more where the scanner hung).
BY_ITSELF = 90.0


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


# By day a hung scanner is the watchdog's, below.
@pytest.mark.parametrize("trouble", cases(TROUBLES, long=("hung",)))
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
        assert programs.all_of(suzuki, incoming) == []
        assert programs.all_of(sato, inside) == []
        assert outside.taken == []
    content = programs.wait_for(suzuki, incoming, seconds=BY_ITSELF)
    assert is_scanned(office.config, content)
    assert is_scanned(office.config, programs.wait_for(sato, inside, seconds=BY_ITSELF))
    outside.wait_for(outgoing.message_id, seconds=BY_ITSELF)
    assert len(programs.all_of(suzuki, incoming)) == 1


def test_case_089_the_scanner_can_always_write_its_temporary_files(office: Office, processes: Processes) -> None:
    """It takes a file that it could not write for a clean one. So they are in memory without a limit, and where memory
    runs out the scanner is ended before anybody else; mail waits then."""
    if subprocess.run(("unshare", "--mount", "true"), check=False).returncode:
        pytest.skip("this machine allows no mounts: the files are on its disk (test_engines.py of the filter)")
    process, directory = Path(f"/proc/{processes.pid('clamd')}"), office.config.home("clamd") / "tmp"
    (mount,) = [line.split() for line in (process / "mounts").read_text().splitlines() if f" {directory} " in line]
    limits = os.statvfs(process / "root" / directory.relative_to("/"))
    assert (mount[2], limits.f_blocks, limits.f_files) == ("tmpfs", 0, 0)  # tmpfs(5): no limits
    assert int((process / "oom_score_adj").read_text()) == 500


@contextlib.contextmanager
def corrupt(database: Path) -> Iterator[None]:
    """A download that was cut off, say."""
    broken = database / "broken.hdb"
    broken.write_bytes(b"this is no:signature\n")
    try:
        yield
    finally:
        broken.unlink()


@contextlib.contextmanager
def missing(database: Path) -> Iterator[None]:
    aside = database.with_name("db.aside")
    aside.mkdir()
    files = list(database.iterdir())
    for file in files:
        file.rename(aside / file.name)
    try:
        yield
    finally:
        for file in files:
            (aside / file.name).rename(file)
        aside.rmdir()


@pytest.mark.parametrize("damage", cases({"corrupt": corrupt, "missing": missing}, long=("corrupt",)))
def test_case_089_a_scanner_without_its_signatures_is_told_within_a_minute_and_comes_back_with_them(
    programs: MailPrograms,
    office: Office,
    processes: Processes,
    suzuki: Person,
    damage: Callable[[Path], contextlib.AbstractContextManager[None]],
) -> None:
    mail = mails.plain(OUTSIDER, suzuki.address)
    with damage(office.config.home("clamd") / "db"):
        kill(processes.pid("clamd"))
        until(lambda: _health(office, "clamd") == "down", 60)
        programs.deliver(mail, OUTSIDER, suzuki.address)
        until(lambda: _tried(office) >= 1, 60)
        assert programs.all_of(suzuki, mail) == []
    assert is_scanned(office.config, programs.wait_for(suzuki, mail, seconds=BY_ITSELF))
    until(lambda: _health(office, "clamd") != "down", 60)


def test_the_watchdog_finds_a_hung_scanner(
    programs: MailPrograms, office: Office, processes: Processes, suzuki: Person
) -> None:
    """Nobody thaws it: the watchdog sees that it does not answer, and replaces it."""
    hung = processes.pid("clamd")
    with processes.frozen("clamd"):
        mail = mails.plain(OUTSIDER, suzuki.address)
        programs.deliver(mail, OUTSIDER, suzuki.address)
        until(lambda: _health(office, "clamd") == "down", 60)
        until(lambda: processes.pid("clamd") not in (hung, 0), 120)
        assert is_scanned(office.config, programs.wait_for(suzuki, mail, seconds=BY_ITSELF))


@pytest.mark.long
@pytest.mark.feature("E6")
def test_the_watchdog_finds_a_hung_queue_manager(
    programs: MailPrograms, office: Office, processes: Processes, suzuki: Person
) -> None:
    """Postfix greets and takes mail all the same."""
    hung = _queue_manager(processes)
    mail = mails.plain(OUTSIDER, suzuki.address)
    os.kill(hung, signal.SIGSTOP)
    try:
        programs.deliver(mail, OUTSIDER, suzuki.address)
        until(lambda: _health(office, "postfix") == "down", 100)
        programs.wait_for(suzuki, mail, seconds=BY_ITSELF)
        until(lambda: _queue_manager(processes) not in (hung, 0), 10)
        until(lambda: _health(office, "postfix") == "ok", 60)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(hung, signal.SIGCONT)


def _queue_manager(processes: Processes) -> int:
    """Its pid; 0 where there is none."""
    for pid in processes.tree("postfix"):
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/comm").read_text().strip() == "qmgr":
                return pid
    return 0


def _health(office: Office, name: str) -> str:
    """What the operator is told: the watchdog's last look."""
    seen = json.loads(office.config.health_file.read_text())
    return str(seen["services"][name]["condition"])


def _tried(office: Office) -> int:
    """How many mails of the queue were tried and are kept for later."""
    return len([m for m in office.queue() if any(r.get("delay_reason") for r in m["recipients"])])
