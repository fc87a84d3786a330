"""When a contract runs, by the calendar (E2)."""

from datetime import date

import pytest

from fumibako.chapters.contract.plans.terms import last_of_month, month_after, term_at

pytestmark = pytest.mark.feature("E2")


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2025, 12, 1), date(2026, 4, 1), date(2027, 3, 31)),  # before it begins
        (date(2026, 4, 1), date(2026, 4, 1), date(2027, 3, 31)),
        (date(2027, 3, 31), date(2026, 4, 1), date(2027, 3, 31)),
        (date(2027, 4, 1), date(2027, 4, 1), date(2028, 3, 31)),
    ],
)
def test_a_contract_renews_itself_on_its_day(today: date, first: date, last: date) -> None:
    term = term_at(date(2026, 4, 1), 12, today)
    assert (term.first, term.last) == (first, last)


def test_a_month_without_the_day_ends_with_its_last() -> None:
    assert term_at(date(2026, 1, 31), 1, date(2026, 3, 1)).first == date(2026, 2, 28)
    assert term_at(date(2026, 1, 31), 1, date(2026, 2, 27)).first == date(2026, 1, 31)


def test_the_ends_of_months() -> None:
    assert month_after(date(2026, 12, 31)) == date(2027, 1, 1)
    assert last_of_month(date(2028, 2, 1)) == date(2028, 2, 29)
