"""What the watchdog asks for is done one after the other, and what hangs holds nobody up for long."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.filterd import poison
from fumibako.machine.daemons.postfix.control import Queue
from fumibako.machine.daemons.supervisor.control import Supervisor
from fumibako.machine.provision.client import AgentDown, AgentFailed, AgentRefused
from fumibako.machine.provision.service import NO_SPACE, Condition, Health, Process
from fumibako.processes.watchdog.__main__ import Watchdog
from fumibako.processes.watchdog.watching import FIRST_PATIENCE

pytestmark = pytest.mark.feature("E6")


class Engine:
    """A service as far as the watchdog uses one."""

    name = "engine"
    condition = Condition.DOWN
    code = ""

    def health(self, config: object) -> Health:
        return Health(self.condition, "asked", self.code)

    def process(self, config: object) -> Process:
        return Process(("engine",))


class Waiting(ThreadPoolExecutor):
    """Deeds of a thread that is busy with others until `work`."""

    def __init__(self) -> None:
        super().__init__(1)
        self._deeds: list[Callable[[], Any]] = []

    def submit(self, do: Callable[..., Any], /, *values: Any, **more: Any) -> Future[Any]:
        self._deeds.append(lambda: do(*values, **more))
        return Future()

    def work(self) -> None:
        while self._deeds:
            self._deeds.pop(0)()


@pytest.mark.parametrize(
    ("error", "asked"),
    [(AgentDown("hung"), ["a"]), (AgentFailed("postsuper"), ["a", "b"]), (AgentRefused("gone"), ["a", "b"])],
)
def test_an_agent_that_hangs_is_waited_for_once_and_not_for_every_mail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, asked: list[str]
) -> None:
    reported = []

    def hold(client: Queue, queue_id: str) -> bool:
        reported.append(queue_id)
        raise error

    monkeypatch.setattr(Queue, "hold", hold)
    config, deeds = Config(Settings(), tmp_path), Waiting()
    for directory in (poison.directory(config), config.health_file.parent):
        directory.mkdir(parents=True)
    for queue_id in ("a", "b"):
        (poison.directory(config) / queue_id).write_text("crashed\n" * poison.MAX_ATTEMPTS)
    with ThreadPoolExecutor(1) as looks:
        Watchdog(config, [Engine()], looks, deeds).look()  # type: ignore[list-item]
    deeds.work()
    assert reported == asked


@pytest.mark.parametrize("is_back", [True, False])
def test_a_service_that_is_back_before_its_turn_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_back: bool
) -> None:
    replaced = []
    monkeypatch.setattr(Supervisor, "replace", lambda _, name, *how: replaced.append((name, how)))
    config, engine, deeds = Config(Settings(), tmp_path), Engine(), Waiting()
    config.health_file.parent.mkdir(parents=True)
    with ThreadPoolExecutor(1) as looks:
        watchdog = Watchdog(config, [engine], looks, deeds)  # type: ignore[list-item]
        for _ in range(FIRST_PATIENCE):
            watchdog.look()
        if is_back:
            engine.condition = Condition.OK
            watchdog.look()
        deeds.work()
    assert replaced == ([] if is_back else [("engine", ("TERM", 20))])


@pytest.mark.parametrize(("code", "restarts"), [("", 1), (NO_SPACE, 0)])
def test_a_service_that_is_down_for_want_of_space_is_not_restarted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, restarts: int
) -> None:
    replaced: list[str] = []
    monkeypatch.setattr(Supervisor, "replace", lambda _, name, signal, seconds: replaced.append(name))
    config, deeds, engine = Config(Settings(), tmp_path), Waiting(), Engine()
    config.health_file.parent.mkdir(parents=True)
    engine.code = code
    with ThreadPoolExecutor(1) as looks:
        watchdog = Watchdog(config, [engine], looks, deeds)  # type: ignore[list-item]
        for _ in range(FIRST_PATIENCE):
            watchdog.look()
    deeds.work()
    assert len(replaced) == restarts
