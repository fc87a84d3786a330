"""A box whose supervisord dies, is on its way out, or is started where traps lie. A box of its own: the other
tests need theirs."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.machine.conf import Config, load
from tests.conftest import ROOT
from tests.faults.processes import Processes, kill
from tests.journeys.clients import until
from tests.ports import free_base

pytestmark = [pytest.mark.box, pytest.mark.feature("E6")]


@pytest.fixture(scope="module")
def config() -> Iterator[Config]:
    state = Path(tempfile.mkdtemp(prefix="fb-sup-", dir="/tmp"))
    state.chmod(0o755)
    (state / "fumibako.toml").write_text(f"[box]\nport_base = {free_base()}\n[engines]\ndownload_signatures = false\n")
    made = load(state=state)
    try:
        yield made
    finally:
        command(made, "down")
        left = processes_of(made)
        for pid in left:
            kill(pid)
        shutil.rmtree(state)
        assert left == []


@pytest.fixture
def running(config: Config) -> Config:
    done = command(config, "up", "--detach", "--no-demo")
    assert done.returncode == 0, done
    return config


def command(config: Config, *words: str) -> "subprocess.CompletedProcess[str]":
    line = (sys.executable, "-m", "fumibako.cli", *words, "--state", str(config.state))
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(line, capture_output=True, text=True, timeout=300, env=environment)


def processes_of(config: Config) -> list[int]:
    """Whoever has the state directory in its command line: one of every service, at least."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # it has ended
            if str(config.state).encode() in path.read_bytes():
                found.append(int(path.parent.name))
    return found


def is_healthy(config: Config) -> bool:
    return command(config, "status").returncode == 0


def supervisord(config: Config) -> int:
    return int((config.run / "supervisord.pid").read_text())


def is_served(config: Config, standard: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", config.ports[standard])) == 0


@pytest.mark.long
def test_root_runs_nothing_from_where_a_command_was_typed(config: Config) -> None:
    with tempfile.TemporaryDirectory(prefix="fb-trap-", dir="/tmp") as directory:
        trap, caught = Path(directory), Path(directory) / "caught"
        for name in ("argparse", "supervisor", "fumibako", "django", "gunicorn", "json"):
            (trap / f"{name}.py").write_text(f"open({str(caught)!r}, 'a').write({name!r})\nraise SystemExit(9)\n")
        script = (str(ROOT / "fumibako"),)
        where = ("--state", str(config.state))
        assert subprocess.run((*script, "status", *where), cwd=trap, capture_output=True).returncode == 1
        done = subprocess.run((*script, "up", "--detach", "--no-demo", *where), cwd=trap, capture_output=True)
        assert done.returncode == 0, done.stderr
        before = Processes(config).pid("agent")
        kill(before)
        until(lambda: Processes(config).pid("agent") not in (before, 0) and is_healthy(config))
        assert not caught.exists(), caught.read_text()
        assert {Path(f"/proc/{pid}/cwd").readlink() for pid in (supervisord(config), Processes(config).pid("web"))} == {
            Path("/")
        }


def test_down_ends_what_a_dead_supervisord_left(running: Config) -> None:
    kill(supervisord(running))
    assert all(is_served(running, port) for port in (25, 143, 443))
    seen = command(running, "status", "--json")
    told = {line["name"]: line for line in json.loads(seen.stdout)["services"]}
    assert seen.returncode == 1
    assert (told["postfix"]["state"], told["supervisord"]["health"]) == ("orphaned", "down")
    done = command(running, "down")
    assert done.returncode == 0 and "had died" in done.stdout and "postfix" in done.stdout, done
    assert processes_of(running) == []
    assert not any(is_served(running, port) for port in (25, 143, 443))
    assert command(running, "down").stdout == "This box does not run.\n"


def test_up_takes_the_place_of_what_a_dead_supervisord_left(running: Config) -> None:
    old = set(processes_of(running))
    kill(supervisord(running))
    done = command(running, "up", "--detach")
    assert done.returncode == 0 and "when its supervisord died" in done.stdout, done
    assert old & set(processes_of(running)) == set()
    told = json.loads(command(running, "status", "--json").stdout)
    assert {line["state"] for line in told["services"]} == {"running", "off", "checked"}, (
        told
    )  # off: freshclam, mariadb


@pytest.mark.long
def test_up_waits_for_a_box_that_is_going_down(running: Config) -> None:
    first = supervisord(running)
    os.kill(first, signal.SIGTERM)  # as whoever stops `up` in the foreground, or the machine, does
    seen = command(running, "status")
    assert "Traceback" not in seen.stderr, seen.stderr
    done = command(running, "up", "--detach")
    assert done.returncode == 0, done
    assert supervisord(running) != first and len(processes_named(running, "supervisor.daemon")) == 1

    downs = threading.Thread(target=command, args=(running, "down"))
    downs.start()
    time.sleep(1)
    done = command(running, "up", "--detach")
    downs.join()
    assert done.returncode == 0, done
    assert is_healthy(running)
    assert len(processes_named(running, "supervisor.daemon")) == 1
    assert command(running, "down").returncode == 0
    assert processes_of(running) == []


def processes_named(config: Config, word: str) -> list[int]:
    return [pid for pid in processes_of(config) if word in Path(f"/proc/{pid}/cmdline").read_text()]


def test_a_foreign_daemon_is_not_taken_for_ours(running: Config) -> None:
    with Processes(running).stopped("postfix"):
        until(lambda: not is_served(running, 25))  # master's children end a moment later
        with greeting(running.ports.smtp, b"220 some-other-mta\r\n"):
            told = json.loads(command(running, "status", "--json").stdout)
    (postfix,) = (line for line in told["services"] if line["name"] == "postfix")
    assert (postfix["state"], postfix["health"]) == ("stopped", "down")
    until(lambda: is_healthy(running))


def test_up_names_the_ports_that_others_have_and_touches_no_stranger(running: Config) -> None:
    config = running
    assert command(config, "down").returncode == 0
    strangers = subprocess.Popen(("sh", "-c", "sleep 600 & sleep 600 & exit 0"), start_new_session=True)
    reloaded = subprocess.Popen(("sleep", "600"))  # ended by a SIGHUP
    strangers.wait()
    target = config.state / "of-root"
    target.touch(mode=0o600)
    link = config.database_file.with_name("fumibako.sqlite3-x")
    link.symlink_to(target)
    (config.run / "units" / "spamd").write_text(str(strangers.pid))
    for path in (config.run / "nginx.pid", config.dovecot_run / "master.pid"):
        path.write_text(str(reloaded.pid))
    try:
        with greeting(config.ports.smtp, b"220 other\r\n"), greeting(config.ports.imap, b"* OK other\r\n"):
            started = time.monotonic()
            done = command(config, "up", "--detach")
            assert time.monotonic() - started < 10
        assert done.returncode == 1 and done.stdout == ""
        for words in (
            f"postfix cannot listen on port {config.ports.smtp}",
            f"dovecot cannot listen on port {config.ports.imap}",
        ):
            assert words in done.stderr
        assert command(config, "up", "--detach").returncode == 0
        assert reloaded.poll() is None
        os.killpg(strangers.pid, 0)
        assert (target.stat().st_uid, target.stat().st_mode & 0o777) == (0, 0o600)
        assert config.database_file.stat().st_uid == config.uids.worker
    finally:
        os.killpg(strangers.pid, signal.SIGKILL)
        reloaded.kill()
        reloaded.wait()
        link.unlink()


@contextlib.contextmanager
def greeting(port: int, words: bytes) -> Iterator[None]:
    """Somebody else's daemon."""

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection:
                    connection.sendall(words)

    with socket.create_server(("127.0.0.1", port)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()
