"""SECURITY 2.3 with fake neighbours; tests/faults/test_poison.py includes Postfix's queue."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.machine.daemons.filterd import poison
from fumibako.machine.daemons.filterd.service import Filterd
from fumibako.machine.formats.queue_ids import BadQueueId, parse_queue_id
from fumibako.machine.provision.service import Condition
from fumibako.processes.filterd.ledger.retries import CUT_OFF, NotNow, Retries

from .conftest import Bench
from .scanners import until
from .test_filter import OUTSIDER, PLAIN, SUZUKI

pytestmark = pytest.mark.feature("B7")

BUGGY = "fumibako.processes.filterd.tests.buggy"
ID = "4hTfQk2Vd7z1vLB"


@pytest.fixture
def buggy(bench: Bench) -> Iterator[Bench]:
    bench.kill()
    bench.start(BUGGY)
    # A filter killed right after its reply leaves the message recorded as in progress.
    for path in poison.directory(bench.config).iterdir():
        path.unlink()
    yield bench
    bench.kill()
    bench.start()


def poisonous(kind: str) -> bytes:
    return f"X-Bug: {kind}\r\n".encode() + PLAIN


def reasons(bench: Bench, queue_id: str) -> tuple[str, ...]:
    return poison.reasons_in(poison.directory(bench.config) / queue_id)


def crashes(bench: Bench, mail: bytes, queue_id: str) -> None:
    with pytest.raises(AssertionError, match="closed the connection"):
        bench.incoming().send(OUTSIDER, [SUZUKI], mail, queue_id)
    until(bench.has_ended)
    bench.start(BUGGY)


@pytest.mark.parametrize(
    ("kind", "reason"), [("raise", "ZeroDivisionError in buggy.py, line "), ("hang", "no verdict")]
)
def test_case_094_after_three_failures_a_mail_is_not_tried_any_more(buggy: Bench, kind: str, reason: str) -> None:
    queue = buggy.incoming()
    for number in range(1, 4):
        assert queue.send(OUTSIDER, [SUZUKI], poisonous(kind), ID)[0].startswith("451")
        assert len(reasons(buggy, ID)) == number
    assert all(found.startswith(reason) for found in reasons(buggy, ID))
    (buggy.config.state / "fixed").touch()
    try:
        assert queue.send(OUTSIDER, [SUZUKI], poisonous(kind), ID)[0].startswith("451 4.3.0 Not tried now")
        assert queue.send(OUTSIDER, [SUZUKI], PLAIN, "other")[0].startswith("250")
        health = Filterd().health(buggy.config)
        assert health.condition is Condition.WARNING
        assert health.detail.startswith("1 mail on hold")
        assert ID in health.detail
        assert reason in health.detail
        poison.forget(buggy.config, ID)
        assert queue.send(OUTSIDER, [SUZUKI], poisonous(kind), ID)[0].startswith("250")
        until(lambda: reasons(buggy, ID) == ())
    finally:
        (buggy.config.state / "fixed").unlink()


def test_case_094_a_crash_of_the_process_counts(buggy: Bench) -> None:
    for number in range(1, 4):
        crashes(buggy, poisonous("crash"), ID)
        assert reasons(buggy, ID) == (CUT_OFF,) * number
    assert buggy.incoming().send(OUTSIDER, [SUZUKI], poisonous("crash"), ID)[0].startswith("451")
    assert not buggy.has_ended()


def test_a_mail_that_waits_for_an_engine_has_not_failed(buggy: Bench) -> None:
    buggy.clamd.stop()
    try:
        for _ in range(4):
            assert buggy.incoming().send(OUTSIDER, [SUZUKI], PLAIN, ID)[0].startswith("451")
    finally:
        buggy.clamd.start()
    until(lambda: reasons(buggy, ID) == ())
    assert buggy.incoming().send(OUTSIDER, [SUZUKI], PLAIN, ID)[0].startswith("250")


def test_the_reason_quotes_nothing_of_the_mail(buggy: Bench) -> None:
    buggy.incoming().send(OUTSIDER, [SUZUKI], poisonous("raise"), ID)
    assert "own words" not in reasons(buggy, ID)[0]


def test_a_mail_that_postfix_wrote_itself_is_known_by_the_id_that_stands_on_top(buggy: Bench) -> None:
    notice = (
        b"Received: by mx.example (Postfix)\r\n\tid " + ID.encode() + b"; Tue, 24 Nov 2026 10:00:00 +0900 (JST)\r\n"
    )
    queue = buggy.incoming()
    queue.write(f"MAIL FROM:<>\r\nRCPT TO:<{SUZUKI}>\r\nDATA\r\n".encode())
    assert [queue.reply()[:3] for _ in range(3)] == ["250", "250", "354"]
    queue.write(notice + poisonous("raise") + b".\r\n")
    assert queue.reply().startswith("451")
    assert len(reasons(buggy, ID)) == 1


def test_neighbours_of_a_crash_are_told_from_its_cause(tmp_path: Path) -> None:
    """Two suspects are never in progress at the same time."""

    async def run() -> None:
        for queue_id in ("a", "b"):
            (tmp_path / queue_id).write_text(f"{CUT_OFF}\n")
        retries = Retries(tmp_path, tmp_path / ".now")
        order: list[str] = []

        async def travel(queue_id: str) -> None:
            async with retries.attempt(queue_id):
                order.append(f"{queue_id} begins")
                await asyncio.sleep(0)
                order.append(f"{queue_id} ends")

        await asyncio.gather(travel("a"), travel("b"))
        assert order == ["a begins", "a ends", "b begins", "b ends"]

    asyncio.run(run())


def test_a_mail_under_way_when_the_filter_is_told_to_stop_has_not_failed(tmp_path: Path) -> None:
    async def run() -> None:
        retries = Retries(tmp_path, tmp_path / ".now")

        async def travel() -> None:
            async with retries.attempt("a"):
                await asyncio.Event().wait()

        task = asyncio.ensure_future(travel())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(run())
    Retries(tmp_path, tmp_path / ".now")
    assert not (tmp_path / "a").exists()


def test_what_was_under_way_when_the_process_ended_counts_once(tmp_path: Path) -> None:
    async def run() -> None:
        retries = Retries(tmp_path, tmp_path / ".now")
        for queue_id in ("gone", "a", "b", "a"):
            turn = retries.attempt(queue_id)
            await turn.__aenter__()
            if queue_id == "gone":
                await turn.__aexit__(None, None, None)
        (tmp_path / ".then").write_bytes((tmp_path / ".now").read_bytes())  # the state if the process ended now

    asyncio.run(run())
    for _ in range(2):
        Retries(tmp_path, tmp_path / ".then")
        found = {name: poison.reasons_in(tmp_path / name) for name in ("gone", "a", "b")}
        assert found == {"gone": (), "a": (CUT_OFF,), "b": (CUT_OFF,)}


def test_garbage_in_the_list_of_those_under_way_names_nobody(tmp_path: Path) -> None:
    (tmp_path / "now").write_bytes(b"../../x /etc/y a\0b \xff " + b"\0" * 64 + b" 4TqFine\n")
    Retries(tmp_path, tmp_path / "now")
    assert {path.name for path in tmp_path.iterdir()} == {"4TqFine", "now"}


def left_under_way(tmp_path: Path, *names: str) -> None:
    """Simulate a process that ended with these messages in progress, and the start of the next."""
    (tmp_path / ".now").write_bytes(b"".join(name.encode().ljust(63) + b"\n" for name in names))
    Retries(tmp_path, tmp_path / ".now")


def test_case_094_the_third_strike_falls_on_nobody_who_was_not_alone(tmp_path: Path) -> None:
    """New poisonous messages beside an innocent one, repeatedly; the guilty one gets its third strike alone."""
    for number in range(9):
        left_under_way(tmp_path, "innocent", f"new{number}")
    left_under_way(tmp_path, "new0")
    assert len(poison.reasons_in(tmp_path / "innocent")) == 2
    left_under_way(tmp_path, "new0")
    assert len(poison.reasons_in(tmp_path / "new0")) == 3


def test_before_its_last_try_a_mail_waits_until_it_is_alone(tmp_path: Path) -> None:
    async def run() -> None:
        (tmp_path / "suspect").write_text(f"{CUT_OFF}\n" * 2)
        retries = Retries(tmp_path, tmp_path / ".now")
        order: list[str] = []

        async def travel(queue_id: str) -> None:
            async with retries.attempt(queue_id):
                order.append(f"{queue_id} begins")
                await asyncio.sleep(0.01)
                order.append(f"{queue_id} ends")

        await asyncio.gather(*map(travel, ["new", "suspect", "newer"]))
        assert order == [f"{who} {what}" for who in ("new", "suspect", "newer") for what in ("begins", "ends")]

    asyncio.run(run())


def test_a_mail_alone_holds_nobody_up_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fumibako.processes.filterd.ledger.retries.EXCLUSIVE_SECONDS", 0.1)
    monkeypatch.setattr("fumibako.processes.filterd.ledger.retries.IDLE_WAIT_SECONDS", 0.1)

    async def run() -> None:
        (tmp_path / "suspect").write_text(f"{CUT_OFF}\n" * 2)
        retries = Retries(tmp_path, tmp_path / ".now")
        async with retries.attempt("suspect"), retries.attempt("new"):
            pass
        async with retries.attempt("new"):
            with pytest.raises(NotNow):
                async with retries.attempt("suspect"):
                    pass
            async with retries.attempt("newer"):
                pass

    asyncio.run(asyncio.wait_for(run(), 5))


def test_two_transactions_of_one_mail_are_one_try(tmp_path: Path) -> None:
    async def run() -> None:
        retries = Retries(tmp_path, tmp_path / ".now")
        async with retries.attempt("a") as one, retries.attempt("a") as other:
            assert one is other
            one.failed("x")
            other.failed("y")
        assert poison.reasons_in(tmp_path / "a") == ("x",)

    asyncio.run(run())


def test_suspects_do_not_wait_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fumibako.processes.filterd.ledger.retries.WAIT_SECONDS", 0.1)

    async def run() -> None:
        for queue_id in ("a", "b"):
            (tmp_path / queue_id).write_text("x\n")
        retries = Retries(tmp_path, tmp_path / ".now")
        async with retries.attempt("a"):
            with pytest.raises(NotNow):
                async with retries.attempt("b"):
                    pass

    asyncio.run(run())


@pytest.mark.parametrize(
    "raw", ["", "-", "ALL", "../x", "4hTfQk2Vd7z1vLB\n", "4hTfQk2Vd7", "4hTfQk2Vdaz1vLB", "A1B2C3D4E5", None, 7]
)
def test_only_long_queue_ids_are_queue_ids(raw: object) -> None:
    assert parse_queue_id(ID) == ID
    with pytest.raises(BadQueueId):
        parse_queue_id(raw)
