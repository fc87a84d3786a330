"""No page is forgotten by those who look at every page."""

from django.urls import Resolver404, resolve

from tests.contracts.test_every_url import ROUTES
from tests.ui import pages

LOGINS = {"users": [{"address": "suzuki@sample.example"}]}


def _route(path: str) -> str:
    try:
        return resolve(path.partition("?")[0]).route
    except Resolver404:
        return "nowhere"


def test_every_address_with_a_page_is_looked_at() -> None:
    listed = (*pages.OUTSIDE, *pages.administrator(LOGINS), *pages.USER, *pages.operator(LOGINS))
    addresses = {route for route in ROUTES if not route.startswith("api/")}
    assert addresses - set(map(_route, listed)) == pages.NOT_LOOKED_AT.keys()
