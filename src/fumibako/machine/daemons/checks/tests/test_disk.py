"""When free space and inodes are enough, nearly used up, or so few that mail is refused (E6)."""

from dataclasses import replace
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Mail, Settings
from fumibako.machine.daemons.checks.disk import QUEUE_MIN_FREE, Space, judge, min_free_bytes, spaces
from fumibako.machine.daemons.postfix import render
from fumibako.machine.provision.service import Condition

pytestmark = pytest.mark.feature("E6")
MIN_FREE = 100_000_000
LARGE = Space("/srv", 500_000_000_000, 200_000_000_000, 1_000_000, 900_000)


@pytest.mark.parametrize(
    ("space", "condition", "code"),
    [
        (LARGE, Condition.OK, ""),
        (replace(LARGE, free_bytes=9_900_000_000), Condition.WARNING, "nearly-full"),
        (replace(LARGE, free_bytes=10_000_000_000), Condition.OK, ""),
        (replace(LARGE, size_bytes=2_000_000_000, free_bytes=310_000_000), Condition.OK, ""),
        (replace(LARGE, size_bytes=2_000_000_000, free_bytes=290_000_000), Condition.WARNING, "nearly-full"),
        (replace(LARGE, free_bytes=99_000_000), Condition.DOWN, "full"),
        (replace(LARGE, free_inodes=40_000), Condition.WARNING, "few-inodes"),
        (replace(LARGE, free_inodes=900), Condition.DOWN, "no-inodes"),
        (replace(LARGE, inodes=0, free_inodes=0), Condition.OK, ""),
    ],
)
def test_what_is_left_is_judged(space: Space, condition: Condition, code: str) -> None:
    health = judge((LARGE, space), MIN_FREE)
    assert (health.condition, health.code) == (condition, code)
    assert health.detail


def test_the_worst_file_system_is_told() -> None:
    nearly, full = replace(LARGE, free_bytes=200_000_000), replace(LARGE, name="/mail", free_bytes=1000)
    assert judge((nearly, full), MIN_FREE).values == {"name": "/mail", "free": "1 kB"}


def test_postfix_refuses_mail_where_this_says_down(tmp_path: Path) -> None:
    config = Config(Settings(), tmp_path)
    main = render.render(config)["main.cf"].content.decode()
    assert f"\nqueue_minfree = {QUEUE_MIN_FREE}\n" in main
    assert min_free_bytes(config) == QUEUE_MIN_FREE
    large = Config(Settings(mail=Mail(message_size_limit=200_000_000)), tmp_path)
    assert min_free_bytes(large) == 300_000_000


def test_directories_on_one_file_system_are_one_line(tmp_path: Path) -> None:
    config = Config(Settings(), tmp_path)
    config.mail_store.mkdir()
    assert [space.name for space in spaces(config)] == [str(tmp_path)]
