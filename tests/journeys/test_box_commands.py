"""The commands about a box: one that is not there, does not run, runs already (E6); its settings, logs and status."""

import json
import os
import secrets
import subprocess
import sys
import tempfile
import tomllib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from fumibako.cli.running import with_port_base
from tests.faults.processes import Processes
from tests.journeys.clients import MailPrograms
from tests.journeys.office import SOURCE, Office
from tests.journeys.test_commands import fumibako, is_refused
from tests.ports import free_base

pytestmark = [pytest.mark.box, pytest.mark.feature("B1", "E1")]


@pytest.fixture
def state(office: Office) -> Path:
    return office.config.state


@pytest.fixture
def nowhere() -> Iterator[Path]:
    """A state directory without a box; a short path."""
    with tempfile.TemporaryDirectory(prefix="fb-no-", dir="/tmp") as directory:
        yield Path(directory)


@pytest.mark.parametrize(
    "words",
    [
        ("customer", "add", "x", "new.example"),
        ("customer", "list"),
        ("customer", "suspend", "x"),
        ("account", "add", "a@b.example"),
        ("account", "list"),
        ("account", "set-password", "a@b.example"),
        ("account", "suspend", "a@b.example"),
        ("account", "delete", "a@b.example"),
    ],
)
def test_a_box_that_does_not_run_is_told(nowhere: Path, words: tuple[str, ...]) -> None:
    assert is_refused(fumibako(*words, state=nowhere), "Is it running?")
    assert is_refused(fumibako(*words, state=nowhere / "away"), "Is it running?")


def test_a_box_that_cannot_be_there_is_told(nowhere: Path) -> None:
    assert is_refused(fumibako("logs", state=nowhere), "There is no box in")
    assert is_refused(fumibako("up", state=Path("/proc/box")), "/proc/box: No such file or directory")
    (nowhere / "file").touch()
    for command in ("up", "down", "status", "logs"):
        assert is_refused(fumibako(command, state=nowhere / "file"), "is no directory")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[box]\nhostnam = 'a'\n", "fumibako.toml:2: unknown key 'hostnam'; did you mean 'hostname'?"),
        ("[box]\n\nport_base = '25'\n", "fumibako.toml:3: port_base must be a whole number, not '25'"),
        ("[box\n", "fumibako.toml: "),
    ],
)
def test_a_mistake_in_the_settings_stops_every_command(nowhere: Path, text: str, words: str) -> None:
    (nowhere / "fumibako.toml").write_text(text)
    for command in (("up",), ("down",), ("status",), ("logs",), ("customer", "list"), ("account", "list")):
        assert is_refused(fumibako(*command, state=nowhere), words)
        assert is_refused(fumibako(*command, "--config", "/nowhere.toml", state=nowhere), "/nowhere.toml: No such file")
    assert sorted(path.name for path in nowhere.iterdir()) == ["fumibako.toml"]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "required: COMMAND"),
        (("fly",), "invalid choice: 'fly'"),
        (("account",), "required: ACTION"),
        (("account", "paint"), "invalid choice: 'paint'"),
        (("status", "--colour"), "unrecognized arguments: --colour"),
        (("up", "--port-base", "x"), "invalid int value: 'x'"),
        (("up", "--port-base", "99999"), "port_base must be between 0 and 54000"),
        (("logs", "oracle"), "oracle: no such service"),
        (("restart", "postfix"), "This box does not run"),
        (("restart",), "required: SERVICE"),
        (("backup",), "required: directory"),
        (("backup", "/tmp/fb-copy"), "There is no box in"),
        (("restore", "/tmp"), "/tmp is no complete copy of a box"),
    ],
)
def test_a_command_that_is_none_is_refused(nowhere: Path, words: tuple[str, ...], reason: str) -> None:
    has_state = words[:1] in (("status",), ("up",), ("logs",), ("restart",), ("backup",), ("restore",))
    assert is_refused(fumibako(*words, state=nowhere if has_state else None), reason)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[box]\n",
        "[box]  # the machine\nhostname = 'a.example'\n",
        "[mail]\n[ box ]\nport_base = 7 # high\nhostname = 'a.example'\n",
        "[engines]\ndownload_signatures = false\n",
    ],
)
def test_a_port_base_is_kept_and_nothing_else_is_changed(text: str) -> None:
    before, after = tomllib.loads(text), tomllib.loads(with_port_base(Path("x"), text, 2500))
    assert after == {**before, "box": {**before.get("box", {}), "port_base": 2500}}


@pytest.mark.parametrize(
    "text", ["box.hostname = 'a.example'\n", "box = {hostname = 'a.example'}\n", "['box']\nport_base = 1\n"]
)
def test_a_file_that_is_written_otherwise_is_refused_and_left_as_it_is(nowhere: Path, text: str) -> None:
    (nowhere / "fumibako.toml").write_text(text)
    done = fumibako("up", "--detach", "--small-demo", "--port-base", str(free_base()), state=nowhere)
    assert is_refused(done, "set port_base in it yourself")
    assert (nowhere / "fumibako.toml").read_text() == text


def test_down_on_a_box_that_does_not_run_says_so(nowhere: Path) -> None:
    for _ in range(2):
        done = fumibako("down", state=nowhere)
        assert (done.returncode, done.stdout) == (0, "This box does not run.\n")


def test_status_of_a_box_that_does_not_run_tells_every_service_and_is_no_success(nowhere: Path) -> None:
    done = fumibako("status", "--json", state=nowhere)
    told = json.loads(done.stdout)
    assert done.returncode == 1
    assert told["demo"] is None
    assert {line["health"] for line in told["services"] if line["state"] != "checked"} <= {"down", "warning"}


def test_status_is_a_table_of_every_service(state: Path) -> None:
    told = json.loads(fumibako("status", "--json", state=state).stdout)["services"]
    done = fumibako("status", state=state)
    assert (done.returncode, done.stderr) == (0, "")
    table = done.stdout.partition("\n\n")[0].splitlines()
    rows = [line.split(maxsplit=3) for line in table]
    assert [row[:3] for row in rows] == [[line["name"], line["state"], line["health"]] for line in told]
    assert {row[1] for row in rows} <= {"running", "off", "checked"}
    starts = {line.index(f" {row[2]}") for line, row in zip(table, rows, strict=True)}
    assert len(starts) == 1  # columns


def test_the_version_is_that_of_the_checkout() -> None:
    version = tomllib.loads((SOURCE.parent / "pyproject.toml").read_text())["project"]["version"]
    assert fumibako("--version").stdout == f"fumibako {version}\n"
    script = subprocess.run((SOURCE.parent / "fumibako", "--version"), capture_output=True, text=True, check=True)
    assert script.stdout == f"fumibako {version}\n"


def test_logs_are_the_last_lines_of_one_service_or_of_every_one(state: Path, programs: MailPrograms) -> None:
    sender = f"logged-{secrets.token_hex(4)}@out.example"
    assert programs.rcpt("nobody@nobodys.example", sender) >= 500
    one = fumibako("logs", "postfix", state=state)
    assert (one.returncode, one.stderr) == (0, "")
    assert [line for line in one.stdout.splitlines() if f"from=<{sender}>" in line]
    assert len(one.stdout.splitlines()) <= 200
    everyone = fumibako("logs", state=state).stdout.splitlines()
    assert [line for line in everyone if line.startswith("postfix: ") and f"from=<{sender}>" in line]
    lines = Counter(line.partition(": ")[0] for line in everyone)
    services = {line["name"] for line in json.loads(fumibako("status", "--json", state=state).stdout)["services"]}
    assert lines.keys() <= services and max(lines.values()) <= 20


@pytest.mark.parametrize("words", [("logs",), ("status", "--json"), ("account", "list")], ids=" ".join)
def test_a_command_whose_reader_has_seen_enough_ends_without_words(state: Path, words: tuple[str, ...]) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as nobody:
        command = (sys.executable, "-m", "fumibako.cli", *words, "--state", str(state))
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "LANG": "C.UTF-8"}
        done = subprocess.run(command, stdout=nobody, stderr=subprocess.PIPE, timeout=60, env=environment)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.long
def test_up_of_a_box_with_a_service_that_cannot_start_fails_in_that_services_words(nowhere: Path) -> None:
    """Where its database should be is something else. Nothing of the box goes on running."""
    nowhere.chmod(0o755)
    (nowhere / "fumibako.toml").write_text(
        f"[box]\nport_base = {free_base()}\n[engines]\ndownload_signatures = false\n"
    )
    (nowhere / "guardd" / "guard.sqlite3").mkdir(parents=True)
    up = subprocess.run(
        (sys.executable, "-c", IMPATIENT, "up", "--detach", "--no-demo", "--state", str(nowhere)),
        capture_output=True,
        text=True,
        timeout=300,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCE), "LANG": "C.UTF-8"},
    )
    assert up.returncode == 1
    assert "\nguardd: " in f"\n{up.stderr}"
    assert "unable to open database file" in up.stderr
    assert fumibako("down", state=nowhere).stdout == "This box does not run.\n"
    assert fumibako("status", state=nowhere).returncode == 1


# `up`, but it soon gives up.
IMPATIENT = """\
import runpy
from fumibako.cli import lifecycle
lifecycle.HEALTHY_WITHIN_SECONDS = 15
runpy.run_module("fumibako.cli", run_name="__main__", alter_sys=True)
"""


def test_two_more_ups_of_a_running_box_say_that_it_runs_and_change_nothing(state: Path) -> None:
    before = (state / "fumibako.toml").read_bytes(), (state / "run" / "supervisord.pid").read_text()
    with ThreadPoolExecutor(2) as pool:
        words = ("up", "--detach", "--small-demo", "--port-base", "1000")
        for done in pool.map(lambda _: fumibako(*words, state=state), range(2)):
            assert done.returncode == 0, done.stderr
            assert "already running" in done.stdout
    assert ((state / "fumibako.toml").read_bytes(), (state / "run" / "supervisord.pid").read_text()) == before


def test_up_of_a_running_box_with_a_service_that_is_down_says_which_and_fails(state: Path, office: Office) -> None:
    with Processes(office.config).stopped("watchdog", "postsrsd"):
        done = fumibako("up", "--detach", state=state)
    assert (done.returncode, "already running" in done.stdout) == (1, True)
    assert "postsrsd: is stopped" in done.stderr


@pytest.mark.long
def test_two_first_ups_at_the_same_time_make_one_box(nowhere: Path) -> None:
    nowhere.chmod(0o755)
    (nowhere / "fumibako.toml").write_text(
        f"[box]\nport_base = {free_base()}\n[engines]\ndownload_signatures = false\n"
    )
    try:
        with ThreadPoolExecutor(2) as pool:
            ups = list(pool.map(lambda _: fumibako("up", "--detach", "--no-demo", state=nowhere), range(2)))
        assert [done.returncode for done in ups] == [0, 0], ups
        assert sorted("already running" in done.stdout for done in ups) == [False, True]
        assert json.loads(fumibako("status", "--json", state=nowhere).stdout)["demo"] is None
    finally:
        assert fumibako("down", state=nowhere).returncode == 0
    assert fumibako("down", state=nowhere).stdout == "This box does not run.\n"
