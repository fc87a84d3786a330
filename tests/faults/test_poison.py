"""A mail that the filter fails at every time (SECURITY 2.3): on hold after three tries, and nothing waits behind it."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.daemons import own
from fumibako.machine.daemons.filterd import poison
from fumibako.machine.daemons.filterd.service import GROUPS, Filterd
from fumibako.machine.daemons.postfix.control import HeldMail, Queue
from fumibako.machine.provision.client import AgentRefused
from fumibako.machine.provision.service import Condition
from tests.conftest import ROOT, Box
from tests.faults.processes import Processes
from tests.faults.stamps import is_scanned
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.mails import Mail
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("B7")]
OUTSIDER = "hanako@out.example"


@pytest.fixture
def buggy(office: Office, processes: Processes) -> Iterator[Path]:
    """filterd with a bug in the place of the box's own; the path of the file that mends it."""
    fixed, is_over = office.config.state / "bug-is-fixed", threading.Event()
    with processes.stopped("filterd"):
        thread = threading.Thread(target=_serve, args=(office.config, fixed, is_over))
        thread.start()
        try:
            yield fixed
        finally:
            is_over.set()
            thread.join()
            fixed.unlink(missing_ok=True)
    for mail in Queue(office.config).held():
        subprocess.run(("postsuper", "-c", str(office.config.live("postfix")), "-d", mail.queue_id), check=True)


def _serve(config: Config, fixed: Path, is_over: threading.Event) -> None:
    """As supervisord does: as filterd's own uid, and anew as soon as it has ended."""
    uid = str(config.uids.filterd)
    unit = (sys.executable, "-m", "fumibako.machine.system.unit", "--memory", str(config.run / "units" / "buggy"))
    bug = (sys.executable, "-m", "fumibako.processes.filterd.tests.buggy", "--state", str(config.state))
    command = (*unit, "--uid", uid, "--gid", uid, "--groups", ",".join(GROUPS), "--", *bug)
    environment = {**os.environ, **own.environment(config), "FUMIBAKO_BUG_IS_FIXED": str(fixed)}
    with (config.log / "filterd-buggy.log").open("ab") as log:
        while not is_over.is_set():
            process = subprocess.Popen(command, stderr=log, env=environment, cwd=ROOT, start_new_session=True)
            while process.poll() is None and not is_over.wait(0.1):
                continue
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            process.wait(30)


def poisonous(kind: str, recipient: str) -> Mail:
    mail = mails.plain(OUTSIDER, recipient)
    return Mail("poison", f"X-Bug: {kind}\r\n".encode() + mail.content)


@pytest.mark.parametrize("kind", ["crash", "raise", "hang"])
def test_case_094_a_mail_that_fails_three_times_is_held_and_the_rest_flows(
    box: Box, programs: MailPrograms, office: Office, demo: dict[str, Any], suzuki: Person, buggy: Path, kind: str
) -> None:
    poison_mail = poisonous(kind, suzuki.address)
    before, after = (mails.plain(OUTSIDER, suzuki.address) for _ in range(2))
    programs.deliver(poison_mail, OUTSIDER, suzuki.address)
    programs.deliver(before, OUTSIDER, suzuki.address)
    (held,) = until(lambda: _flushed(office) or Queue(office.config).held(), 180, 0.3)
    programs.deliver(after, OUTSIDER, suzuki.address)
    for mail in (before, after):
        assert is_scanned(office.config, programs.wait_for(suzuki, mail, seconds=180))
    assert (held.sender, held.recipients, len(held.reasons)) == (OUTSIDER, [suzuki.address], poison.MAX_ATTEMPTS)

    # supervisord knows nothing of this filterd, and so `status` has no good word for it.
    until(lambda: "on hold" in Filterd().health(office.config).detail)
    seen = Filterd().health(office.config)
    assert (seen.condition, held.queue_id in seen.detail) == (Condition.WARNING, True)
    assert f"{held.queue_id} is on hold" in (office.config.log / "watchdog.log").read_text()
    assert held.queue_id in box.command("mail", "held")

    buggy.touch()
    if kind == "raise":
        _release_at_the_console(programs, office, demo, held)
    else:
        assert json.loads(box.command("mail", "release", held.queue_id, "--json"))["queue_id"] == held.queue_id
    until(lambda: _flushed(office) or programs.all_of(suzuki, poison_mail), 120, 0.3)
    assert [is_scanned(office.config, content) for content in programs.all_of(suzuki, poison_mail)] == [True]
    assert Queue(office.config).held() == []


def _release_at_the_console(programs: MailPrograms, office: Office, demo: dict[str, Any], held: HeldMail) -> None:
    browser = Browser(programs, office.config.hostname).log_in_as_operator(**demo["operator"])
    page = browser.get("/console/held/")
    assert all(words in page.text for words in (held.queue_id, *held.recipients, "ZeroDivisionError in buggy.py"))
    question = browser.get(f"/console/held/{held.queue_id}/release/")
    assert held.queue_id in browser.submit(question, "/release/", {}).text
    assert "保留中のメールはありません" in browser.get("/console/held/").text
    assert "指定されたキューIDのメールは、すでにありません" in browser.submit(question, "/release/", {}).text


def test_the_agent_holds_and_releases_queue_ids_only(office: Office) -> None:
    queue = Queue(office.config)
    for word in ("ALL", "-", "../../etc/passwd", "A1B2C3D4E5", "4hTfQk2Vd7z1vLB deferred"):
        for verb in (queue.hold, queue.release):
            with pytest.raises(AgentRefused):
                verb(word)
    assert queue.hold("4hTfQk2Vd7z1vLB") is False
    assert queue.release("4hTfQk2Vd7z1vLB") is False


def _flushed(office: Office) -> None:
    """Postfix would wait longer between two tries than a test wants to."""
    office.flush()
