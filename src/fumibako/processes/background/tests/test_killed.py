"""Jobs in processes of their own, which are killed, stopped and run side by side: each row exactly once."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fumibako.machine.daemons.own import PYTHON
from tests.long import cases

pytestmark = pytest.mark.feature("B13")
ROOT = Path(__file__).parents[5]
SECONDS = 120.0


class Counting:
    """A control database with one job of that many rows, and processes that work on it."""

    def __init__(self, state: Path, rows: int) -> None:
        (state / "control").mkdir()
        self.database = state / "control" / "fumibako.sqlite3"
        self.rows = rows
        self._environment = {
            **{name: text for name, text in os.environ.items() if name != "FUMIBAKO_TEST_DATABASE"},
            **PYTHON,
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "DJANGO_SETTINGS_MODULE": "fumibako.project.settings",
            "FUMIBAKO_STATE": str(state),
        }
        self._running: list[subprocess.Popen[bytes]] = []
        for app in self._apps:
            self._command(sys.executable, "-m", "django", "migrate", "-v0", *app)
        self._command(*self._program, str(rows))

    _apps: tuple[tuple[str, ...], ...] = (("jobs",), ("audit",))
    _program = (sys.executable, "-m", "fumibako.processes.background.tests.counting")

    def start(self) -> "subprocess.Popen[bytes]":
        self._running.append(subprocess.Popen(self._program, env=self._environment))
        return self._running[-1]

    def end(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()

    def done(self) -> int:
        return int(self._ask("SELECT done FROM jobs_job")[0][0])

    def until(self, condition: Callable[[], bool], seconds: float = SECONDS) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self._ask("SELECT state, done, attempts, message FROM jobs_job")
            time.sleep(0.01)

    def finish(self, seconds: float = SECONDS) -> None:
        self.until(lambda: self._ask("SELECT state FROM jobs_job") == [("done",)], seconds)

    def assert_every_row_once(self) -> None:
        rows = Counter(int(subject) for (subject,) in self._ask("SELECT subject FROM audit_entry"))
        assert rows == Counter(range(self.rows))

    def _ask(self, query: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.database, timeout=30)) as database:
            return database.execute(query).fetchall()

    def _command(self, *words: str) -> None:
        subprocess.run(words, env=self._environment, check=True)


@pytest.fixture
def counting() -> Iterator[Callable[[int], Counting]]:
    with tempfile.TemporaryDirectory(prefix="fb-jobs-") as state:
        made: list[Counting] = []

        def make(rows: int) -> Counting:
            made.append(Counting(Path(state), rows))
            return made[0]

        yield make
        for each in made:
            each.end()


@pytest.mark.parametrize("rows", cases({"2,000 rows": 2_000, "10,000 rows": 10_000}, long={"10,000 rows"}))
def test_killed_again_and_again_in_the_middle_each_row_is_done_once(
    counting: Callable[[int], Counting], rows: int
) -> None:
    job = counting(rows)
    for place in sorted(random.Random(4).sample(range(100, rows - 1_000), 4)):
        process = job.start()
        job.until(lambda place=place: job.done() >= place)
        process.kill()
        process.wait()
    job.start()
    job.finish()
    job.assert_every_row_once()


def test_two_processes_at_once_share_the_work_when_the_one_that_has_it_is_killed(
    counting: Callable[[int], Counting],
) -> None:
    job = counting(1_000)
    first = job.start()
    job.until(lambda: job.done() >= 200)
    job.start()
    job.until(lambda: job.done() >= 500)
    first.kill()
    job.finish()
    job.assert_every_row_once()


def test_a_process_that_hung_for_longer_than_its_lease_goes_on_without_harm(
    counting: Callable[[int], Counting],
) -> None:
    job = counting(1_000)
    first = job.start()
    job.until(lambda: job.done() >= 200)
    job.start()
    first.send_signal(signal.SIGSTOP)
    time.sleep(2.5)  # longer than the lease
    first.send_signal(signal.SIGCONT)
    job.finish()
    job.assert_every_row_once()


class Registering(Counting):
    """The same with a list of accounts (B2)."""

    _apps = ((),)
    _program = (sys.executable, "-m", "fumibako.processes.background.tests.registering")

    def assert_every_row_once(self) -> None:
        wanted = Counter(f"u{number}@many.example" for number in range(self.rows))
        added = "SELECT subject FROM audit_entry WHERE action = 'account.add' AND subject LIKE 'u%'"
        for query in (added, "SELECT address FROM accounts_mailbox WHERE NOT is_administrator"):
            assert Counter(str(address) for (address,) in self._ask(query)) == wanted
        outcomes = self._ask("SELECT outcome, is_refused, count(*) FROM jobs_line GROUP BY 1, 2")
        assert outcomes == [("追加", 0, self.rows)]


@pytest.mark.long
@pytest.mark.feature("B2")
def test_case_115_killed_at_row_4000_of_10000_every_account_is_made_once() -> None:
    with tempfile.TemporaryDirectory(prefix="fb-jobs-") as state:
        job = Registering(Path(state), 10_000)
        try:
            process = job.start()
            job.until(lambda: job.done() >= 4_000, 600)
            process.kill()
            process.wait()
            assert job.done() < 10_000
            job.start()
            job.finish(600)
            job.assert_every_row_once()
        finally:
            job.end()
