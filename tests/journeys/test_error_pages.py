"""Error pages (D8) as visitors meet them."""

import pytest

from tests.journeys.clients import MailPrograms
from tests.journeys.office import Office
from tests.journeys.web import Browser
from tests.journeys.website import Website

pytestmark = [pytest.mark.box, pytest.mark.feature("D8")]
PLACE = "/admin/web/error-pages/"


def test_visitors_see_the_sites_own_page_also_for_php_where_that_is_wanted(
    office: Office, programs: MailPrograms, new_domain: str
) -> None:
    administrator = office.add_customer("株式会社しくじり", new_domain)
    office.settled(new_domain)
    site, browser = Website(office, new_domain), Browser(programs, office.config.hostname).log_in(administrator)
    assert "ページが見つかりません" in site.visit("/gone").text
    site.put("htdocs/errors/404.html", "<p>うちのページ")
    site.put("htdocs/shop.php", "<?php http_response_code(404); echo '品切れ';")
    browser.submit(browser.get(PLACE), PLACE, {"page_404": "/errors/404.html"})
    office.settled(new_domain)
    seen = site.visit("/gone")
    assert (seen.status, "うちのページ" in seen.text) == (404, True)
    assert "品切れ" in site.visit("/shop.php").text

    browser.submit(browser.get(PLACE), PLACE, {"page_404": "/errors/404.html", "covers_php": "on"})
    office.settled(new_domain)
    seen = site.visit("/shop.php")
    assert (seen.status, "うちのページ" in seen.text) == (404, True)
    site.put("htdocs/.htaccess", "ErrorDocument 404 /other.html\n")
    site.put("htdocs/other.html", "<p>べつのページ")
    assert "べつのページ" in site.visit("/gone").text
