"""When the queue manager leaves mail lying."""

import os
import time
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.postfix import queue

pytestmark = pytest.mark.feature("E6")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    config = Config(Settings(), tmp_path)
    for name in ("incoming", "active"):
        (config.home("postfix") / "queue" / name).mkdir(parents=True)
    return config


def bring(config: Config, name: str, seconds: float, *, mode: int = 0o700) -> None:
    """A file in `incoming` that was written so long ago."""
    path = config.home("postfix") / "queue" / "incoming" / name
    path.touch()
    path.chmod(mode)
    os.utime(path, (time.time() - seconds,) * 2)


def test_what_has_just_come_or_is_still_coming_is_nobodys_fault(config: Config) -> None:
    assert not queue.is_untouched(config)
    bring(config, "new", 10)
    bring(config, "being written", 500, mode=0o600)
    bring(config, "from a clock that was wrong", -5000)
    assert not queue.is_untouched(config)


def test_mail_that_nobody_takes_is_told(config: Config) -> None:
    bring(config, "lies there", queue.PATIENCE_SECONDS + 5)
    assert queue.is_untouched(config)


def test_a_queue_manager_with_its_hands_full_is_left_in_peace(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "FULL_HANDS", 2)
    bring(config, "lies there", 500)
    for number in range(2):
        (config.home("postfix") / "queue" / "active" / str(number)).touch()
    assert not queue.is_untouched(config)


def test_where_there_is_no_queue_yet_nothing_lies_in_it(tmp_path: Path) -> None:
    assert not queue.is_untouched(Config(Settings(), tmp_path))
