"""When copies of sent mail go (B12, SECURITY 102)."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Mail, Settings
from fumibako.machine.daemons.filterd.archived import Doubtful, expired

pytestmark = pytest.mark.feature("B12")
DOMAIN = "W000000001/example.jp"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    config = Config(Settings(mail=Mail(archive_years=7)), tmp_path)
    for year in (2026, 2027):
        for month in range(1, 13):
            keep(config, f"{year}-{month:02}.pack")
    return config


def keep(config: Config, name: str, domain: str = DOMAIN) -> None:
    (config.archive / domain).mkdir(parents=True, exist_ok=True)
    (config.archive / domain / name).touch()


def gone(config: Config, *now: int) -> list[str]:
    return [pack.name for pack in expired(config, datetime(*now, tzinfo=UTC))]  # type: ignore[arg-type]


def test_a_month_goes_when_its_last_day_is_old_enough(config: Config) -> None:
    keep(config, "2026-01-2.pack")
    assert gone(config, 2033, 1, 31, 23, 59) == []
    assert gone(config, 2033, 2, 1) == ["2026-01-2.pack", "2026-01.pack"]
    assert gone(config, 2033, 3, 1) == ["2026-01-2.pack", "2026-01.pack", "2026-02.pack"]


def test_a_clock_that_jumped_removes_nothing(config: Config) -> None:
    with pytest.raises(Doubtful):
        gone(config, 2099, 1, 1)
    assert gone(config, 2001, 1, 1) == []


def test_the_last_months_of_a_customer_who_left_go_and_those_of_the_box_make_the_clock_doubtful(config: Config) -> None:
    keep(config, "2026-01.pack", "W000000002/left.example")
    assert gone(config, 2033, 2, 1) == ["2026-01.pack", "2026-01.pack"]
    with pytest.raises(Doubtful):
        gone(config, 2099, 1, 1)


def test_the_newest_months_stay_whatever_is_set(tmp_path: Path) -> None:
    config = Config(Settings(mail=Mail(archive_years=1)), tmp_path)
    for name in ("2026-01.pack", "2026-02.pack"):
        keep(config, name)
    assert gone(config, 2050, 1, 1) == []


def test_beyond_the_size_that_the_operator_set_the_oldest_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config(Settings(mail=Mail(archive_gigabytes=1)), tmp_path)
    monkeypatch.setattr("fumibako.machine.daemons.filterd.archived._bytes", lambda packs: len(packs) * 300 << 20)
    for month in range(1, 6):
        keep(config, f"2026-{month:02}.pack")
    assert gone(config, 2026, 6, 1) == ["2026-01.pack", "2026-02.pack"]
    larger = replace(config, settings=Settings(mail=Mail(archive_gigabytes=2)))
    assert gone(larger, 2026, 6, 1) == []
