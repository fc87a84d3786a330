"""No page is forgotten by those who look at every page."""

from fumibako.groundwork.features import Face
from tests.contracts.declared import contracts
from tests.contracts.test_every_url import ROUTES
from tests.ui import pages


def test_every_address_with_a_page_is_looked_at() -> None:
    declared = {pages.PREFIXES[face][1:] + route for face in pages.PREFIXES for route in pages.routes(face)}
    declared |= {*pages.routes(Face.SITE)}
    outside = {path[1:] for path in pages.OUTSIDE}
    posted = [name for contract in contracts() for name in contract.posted_only]
    rest = {route for route in ROUTES if not route.startswith("api/")} - declared - outside
    assert rest >= pages.NOT_LOOKED_AT.keys() and len(rest) == len(pages.NOT_LOOKED_AT) + len(posted)
