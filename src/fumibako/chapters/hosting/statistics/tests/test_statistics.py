"""Access statistics (D12): the own site's days, summed as they are shown."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.statistics.bars import HEIGHT, bars
from fumibako.chapters.hosting.statistics.counting import count_all
from fumibako.chapters.hosting.statistics.models import DayOfVisits
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.provision.client import AgentDown
from tests.contracts import people

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D12")]
PAGE = "/admin/web/statistics/"


def figures(hits: int, page: str = "/") -> dict[str, Any]:
    empty: dict[str, Any] = {name: [] for name in ("missing", "referrers", "systems", "statuses")}
    empty["browsers"] = [["Chrome", hits - 1], ["Crawlers", 1]]
    hours = [0] * 9 + [hits] + [0] * 14
    return {"hits": hits, "visits": 2, "bytes": 1024, "hours": hours, "pages": [[page, hits]], **empty}


@pytest.fixture
def offices(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The agent's figures: of ours and theirs on two days, and nothing of the third, which is away."""
    known = {
        ("ours.example", "2026-10-03"): figures(7, "/<b>"),
        ("ours.example", "2026-10-04"): figures(5, "/<b>"),
        ("theirs.example", "2026-10-03"): figures(900, "/theirs"),
    }

    def day(self: Sites, domain: str, day: str) -> dict[str, Any]:
        if domain == "away.example":
            raise AgentDown
        return dict(known.get((domain, day), figures(0)))

    monkeypatch.setattr(Sites, "day", day)
    return [people.make(name, name) for name in ("away.example", "ours.example", "theirs.example")]


def test_every_site_is_counted_once_a_day_and_one_that_is_away_stops_no_other(offices: list[Any]) -> None:
    assert count_all(date(2026, 10, 3)) == 2
    assert count_all(date(2026, 10, 3)) == 2
    assert count_all(date(2026, 10, 5)) == 0
    assert DayOfVisits.objects.count() == 2
    assert DayOfVisits.objects.get(site=Site.objects.get(domain__name="ours.example")).hits == 7


def test_a_month_sums_its_own_days_and_a_day_stands_alone(offices: list[Any]) -> None:
    for day in (3, 4):
        count_all(date(2026, 10, day))
    client: Client = people.member(offices[1].made.administrator)
    month = client.get(f"{PAGE}?month=2026-10")
    shown = month.context["shown"]
    assert (shown.hits, shown.visits, shown.bytes, shown.hours[9]) == (12, 4, 2048, 12)
    assert shown.tables["pages"] == [("/<b>", 12)]
    assert (shown.robots, shown.tables["browsers"]) == (2, [("Chrome", 10)])
    page = month.content.decode()
    assert "/&lt;b&gt;" in page and "/theirs" not in page and "?day=2026-10-04" in page
    assert client.get(f"{PAGE}?day=2026-10-04").context["shown"].hits == 5
    assert "No visits" not in page and client.get(PAGE).context["shown"].hits == 0


def test_a_year_sums_its_months_and_the_file_has_each_day(offices: list[Any]) -> None:
    for day in (3, 4):
        count_all(date(2026, 10, day))
    client: Client = people.member(offices[1].made.administrator)
    year = client.get(f"{PAGE}year/?year=2026")
    assert (year.context["shown"].hits, [part.begins.month for part in year.context["months"]]) == (12, [10])
    assert client.get(f"{PAGE}year/?year=2025").context["shown"].hits == 0
    for query in ("year=2026", "month=2026-10"):
        lines = client.get(f"{PAGE}download/?{query}").content.decode("utf-8-sig").splitlines()
        assert lines[1:] == ["2026-10-03,2,7,1024", "2026-10-04,2,5,1024"]


@pytest.mark.parametrize("query", ["month=2026-13", "month=x", "day=2026-02-30", "month=0001-01", "day=9999-12-31"])
def test_a_month_that_is_none_is_this_one(offices: list[Any], query: str) -> None:
    assert people.member(offices[1].made.administrator).get(f"{PAGE}?{query}").status_code == 200


@pytest.mark.parametrize("most", [0, 1, 3, 10, 11, 999, 12_345])
def test_no_bar_is_higher_than_the_drawing(most: int) -> None:
    drawn = bars([("1", most), ("2", 0)], every=1)
    assert all(0 <= bar.y <= HEIGHT and bar.height <= HEIGHT for bar in drawn.bars)
    assert drawn.heights[-1][1] >= max(most, 2)
