"""The health page's report: what services warn of is told in the reader's language."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import translation

from fumibako.chapters.console.health.report import read

pytestmark = pytest.mark.feature("E6")
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def warning_of(path: Path, detail: str, condition: str = "warning") -> str:
    services = {"clamd": {"condition": condition, "detail": detail}}
    path.write_text(json.dumps({"at": NOW.isoformat(), "services": services}))
    return next(line.warning for line in read(path, NOW).lines if line.name == "clamd")


@pytest.mark.parametrize(
    ("detail", "japanese"),
    [
        ("NO VIRUS SIGNATURES: only test files are found. freshclam could not download any.", "検出できません"),
        ("signatures are 31 hours old", "31時間前"),
        ("SIGNATURES ARE 50 HOURS OLD: new viruses are not found", "50時間前"),
        ("not there yet, mail and logins wait: accounts, mailboxes", "作り直して"),
        ("2 mails on hold, see `fumibako mail held`: 4jZ (crashed)", "2通"),
        ("1 mail on hold, see `fumibako mail held`: 4jZ (crashed)", "1通"),
    ],
)
def test_a_warning_is_told_in_the_readers_language(tmp_path: Path, detail: str, japanese: str) -> None:
    with translation.override("ja"):
        assert japanese in warning_of(tmp_path / "health.json", detail)


@pytest.mark.parametrize(("minutes", "condition"), [(0, "ok"), (9, "down")])
def test_the_watchdog_that_writes_it_has_a_line_too(tmp_path: Path, minutes: int, condition: str) -> None:
    path = tmp_path / "health.json"
    path.write_text(json.dumps({"at": (NOW - timedelta(minutes=minutes)).isoformat(), "services": {}}))
    assert [(line.name, line.condition) for line in read(path, NOW).lines] == [("watchdog", condition)]


def test_what_is_no_warning_or_not_known_stays_in_the_services_words(tmp_path: Path) -> None:
    assert warning_of(tmp_path / "health.json", "signatures are 3 hours old", "ok") == ""
    assert warning_of(tmp_path / "health.json", "something new") == ""
