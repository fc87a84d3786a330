"""The tabs of an account's page (B1): as few as people can overlook, and each page is reached by one of them."""

import pytest

from fumibako.chapters.features import pages
from fumibako.groundwork.features import Face
from tests.contracts.people import make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B1")]


def test_an_accounts_pages_are_five_tabs_and_none_is_lost() -> None:
    office = make("株式会社タブ", "tabs.example")
    place = f"/admin/accounts/{office.user.mailbox.address}/"
    tabs = member(office.made.administrator).get(f"{place}spam-filter/").context["shell"].tabs
    assert len(tabs) == 5
    reached = [link for tab in tabs for link in (tab.inner or (tab,))]
    assert len(reached) == sum(1 for _, page in pages(Face.ADMIN) if page.tab and page.tab.of == "account")
    assert [link.url for link in reached if link.is_here] == [f"{place}spam-filter/"]
    assert [str(tab.label) for tab in tabs if tab.is_here] == ["迷惑メール対策"]
