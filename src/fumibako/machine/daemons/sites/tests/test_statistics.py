"""The figures of a day of visits (D12): GoAccess's, of that day's lines only."""

from pathlib import Path

import pytest

from fumibako.machine.daemons.sites.statistics import ROBOTS, count
from tests.filing import OWNER

pytestmark = pytest.mark.feature("D12")
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"


def line(day: str, hour: int, address: str, path: str, status: int = 200, referrer: str = "-") -> str:
    return f'{address} - - [{day}:{hour:02}:00:00 +0900] "GET {path} HTTP/1.1" {status} 500 "{referrer}" "{CHROME}"\n'


def test_a_day_is_counted_whichever_file_its_lines_stand_in(tmp_path: Path) -> None:
    day = "27/Nov/2026"
    (tmp_path / "access-2026-11-27.log").write_text(
        line("26/Nov/2026", 23, "203.0.113.1", "/yesterday")
        + line(day, 9, "203.0.113.1", "/?token=secret", referrer="https://search.example/?q=x")
        + line(day, 9, "203.0.113.1", "/logo.png")
        + "no line of a log\n"
        + line(day, 10, "203.0.113.2", "/<script>", 404)
    )
    (tmp_path / "access.log").write_text(
        line(day, 23, "203.0.113.2", "/") + line("28/Nov/2026", 0, "203.0.113.3", "/tomorrow")
    )
    found = count(tmp_path, "2026-11-27", OWNER)
    assert (found["hits"], found["visits"], found["bytes"]) == (4, 2, 2000)
    assert [found["hours"][hour] for hour in (9, 10, 23)] == [2, 1, 1] and sum(found["hours"]) == 4
    assert found["pages"] == [["/", 2]] and found["missing"] == [["/<script>", 1]]
    assert found["statuses"] == [["200", 3], ["404", 1]]
    assert found["referrers"] == [["search.example", 1]] and found["browsers"][0][0] == "Chrome"
    assert "secret" not in str(found)


def test_robots_are_told_apart_by_what_they_say(tmp_path: Path) -> None:
    bot = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    seen = line("27/Nov/2026", 9, "203.0.113.1", "/")
    (tmp_path / "access.log").write_text(seen + seen.replace(CHROME, bot) * 2)
    found = count(tmp_path, "2026-11-27", OWNER)
    assert found["robots"] == [["Googlebot/2.1", 2]] and [ROBOTS, 2] in found["browsers"]


def test_a_day_without_a_visit_is_nothing(tmp_path: Path) -> None:
    found = count(tmp_path, "2026-11-27", OWNER)
    assert (found["hits"], found["pages"], sum(found["hours"])) == (0, [], 0)
