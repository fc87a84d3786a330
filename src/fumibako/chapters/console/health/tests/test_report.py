"""The health page's report: what services warn of is told in the reader's language."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from fumibako.chapters.console.health.report import BY_NAME, Line, read
from fumibako.chapters.console.health.sentences import COMMON
from fumibako.machine.daemons.checks import CHECKS
from fumibako.machine.daemons.services import SERVICES
from fumibako.machine.provision.service import NO_SPACE

pytestmark = pytest.mark.feature("E6")
NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
DAEMONS = Path(__file__).parents[4] / "machine" / "daemons"


def line_of(path: Path, name: str, **seen: Any) -> Line:
    path.write_text(json.dumps({"at": NOW.isoformat(), "services": {name: seen}}))
    return next(line for line in read(path, NOW).lines if line.name == name)


@pytest.mark.parametrize(
    ("name", "code", "values", "japanese"),
    [
        ("clamd", "no-signatures", {}, "検出できません"),
        ("freshclam", "old", {"hours": 31}, "31時間前"),
        ("freshclam", "too-old", {"hours": 50}, "50時間前"),
        ("agent", "filling", {}, "作り直して"),
        ("filterd", "held", {"number": 2}, "2通"),
        ("disk", "nearly-full", {"name": "/srv", "free": "2.1 GB"}, "/srv：空き容量は2.1 GB"),
        ("nginx", "tls", {}, "TLS接続ができません"),
    ],
)
def test_a_warning_is_told_in_the_readers_language(
    tmp_path: Path, name: str, code: str, values: dict[str, Any], japanese: str
) -> None:
    with translation.override("ja"):
        line = line_of(tmp_path / "health.json", name, condition="warning", detail="…", code=code, values=values)
        assert japanese in line.trouble


def test_what_is_down_tells_why_and_what_is_missed(tmp_path: Path) -> None:
    with translation.override("ja"):
        line = line_of(tmp_path / "health.json", "postfix", condition="down", detail="452", code="no-space")
        assert line.trouble.startswith("ディスクがいっぱい") and "再送します" in line.trouble


@pytest.mark.parametrize(("minutes", "condition"), [(0, "ok"), (9, "down")])
def test_the_watchdog_that_writes_it_has_a_line_too(tmp_path: Path, minutes: int, condition: str) -> None:
    path = tmp_path / "health.json"
    path.write_text(json.dumps({"at": (NOW - timedelta(minutes=minutes)).isoformat(), "services": {}}))
    assert [(line.name, line.condition) for line in read(path, NOW).lines] == [("watchdog", condition)]


def test_what_is_well_or_not_known_stays_in_the_services_words(tmp_path: Path) -> None:
    path = tmp_path / "health.json"
    assert line_of(path, "freshclam", condition="ok", detail="3", code="").trouble == ""
    assert line_of(path, "freshclam", condition="warning", detail="new", code="of-a-later-version").trouble == ""
    assert line_of(path, "oracle", condition="down", detail="away").title == "oracle"


def test_every_service_and_check_has_its_sentences() -> None:
    assert BY_NAME.keys() == {looked_at.name for looked_at in (*SERVICES, *CHECKS)}


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    said = {code for path in DAEMONS.rglob("*.py") if "tests" not in path.parts for code in _codes(path)}
    known = {code for sentences in BY_NAME.values() for code in sentences.codes} | COMMON.keys()
    assert said == known


def _codes(path: Path) -> set[str]:
    text = path.read_text()
    return {*re.findall(r'\bcode="([a-z-]+)"', text), *({NO_SPACE} if "NO_SPACE" in text else ())}
