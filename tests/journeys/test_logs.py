"""A site's logs (D13) as its administrator reads them."""

import pytest

from tests.journeys.clients import MailPrograms, until
from tests.journeys.office import Office
from tests.journeys.web import Browser
from tests.journeys.website import Website

pytestmark = [pytest.mark.box, pytest.mark.feature("D13")]
PLACE = "/admin/web/logs/"


def test_a_visit_and_an_error_are_read_searched_and_downloaded(
    office: Office, programs: MailPrograms, new_domain: str
) -> None:
    administrator = office.add_customer("株式会社きろく", new_domain)
    office.settled(new_domain)
    site, browser = Website(office, new_domain), Browser(programs, office.config.hostname).log_in(administrator)
    site.put("htdocs/broken.php", "<?php trigger_error('tsubame', E_USER_WARNING);")
    for path in ("/?hinode", "/?higure", "/broken.php"):
        site.visit(path)
    until(lambda: "/?higure" in browser.get(PLACE).text, 10)
    found = browser.get(f"{PLACE}?search=HINODE").text
    assert "/?hinode" in found and "/?higure" not in found
    assert "/?hinode" in browser.get(f"{PLACE}download/?log=access&search=hinode").text
    until(lambda: "tsubame" in browser.get(f"{PLACE}?log=php").text, 10)
