"""How old the signatures are, and when that is told as a warning (SECURITY section 3)."""

import os
import time
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.freshclam.service import Freshclam
from fumibako.machine.provision.service import Condition

pytestmark = pytest.mark.feature("B7")


@pytest.mark.parametrize(
    ("hours", "condition", "words"),
    [
        (0, Condition.OK, "signatures are 0 hours old"),
        (29, Condition.OK, "signatures are 29 hours old"),
        (30, Condition.WARNING, "signatures are 30 hours old"),
        (48, Condition.WARNING, "SIGNATURES ARE 48 HOURS OLD: new viruses are not found"),
    ],
)
def test_the_age_is_that_of_the_newest_file(tmp_path: Path, hours: int, condition: Condition, words: str) -> None:
    config = Config(Settings(), tmp_path)
    directory = config.home("clamd") / "db"
    directory.mkdir(parents=True)
    for name, age in (("main.cvd", 900), ("daily.cld", hours), ("test.ndb", 0)):
        (directory / name).touch()
        os.utime(directory / name, times=(time.time(), time.time() - age * 3600 - 60))
    health = Freshclam().health(config)
    assert (health.condition, health.detail) == (condition, words)
