"""Subdomains (D10): from the page to what visitors and name servers are told."""

import dns.message
import dns.query
import pytest

from tests.journeys.clients import TIMEOUT, MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.web import Browser
from tests.journeys.website import Website

pytestmark = [pytest.mark.box, pytest.mark.feature("D10")]
PAGE = "/admin/web/subdomains/"
WHO = "<?php echo 'memory ', ini_get('memory_limit'), ' as ', posix_geteuid();"


@pytest.fixture
def administrator(office: Office, new_domain: str) -> Person:
    person = office.add_customer("株式会社枝", new_domain)
    office.settled(new_domain)
    return person


def test_a_subdomain_serves_its_folder_under_the_sites_user_with_its_own_php_record_and_log(
    office: Office, programs: MailPrograms, administrator: Person
) -> None:
    domain, config = administrator.domain, office.config
    site, host = Website(office, domain), f"shop.{domain}"
    assert site.visit(host=host).status == 404
    browser = Browser(programs, config.hostname).log_in(administrator)
    browser.submit(browser.get(f"{PAGE}add/"), "/add/", {"label": "shop", "folder": "/store/front"})
    office.settled(domain)
    site.put("htdocs/store/front/index.php", WHO)
    until(lambda: f"memory 128M as {site.uid}" in site.visit(host=host).text, 10)
    browser.submit(browser.get(f"{PAGE}shop/"), "/shop/", {"folder": "/store/front", "memory_mb": "256"})
    office.settled(domain)
    until(lambda: "memory 256M" in site.visit(host=host).text, 10)
    assert "memory 128M" in site.visit("/store/front/").text
    assert "準備中" in site.visit().text
    question = dns.message.make_query(f"{host}.", "A")
    answer = dns.query.udp(question, config.settings.box.listen, TIMEOUT, config.ports.dns)
    assert str(answer.answer[0][0]) == config.settings.box.listen
    site.visit("/?seen", host=host)
    until(lambda: "/?seen" in browser.get(f"/admin/web/logs/?host={host}").text, 10)
    assert "/?seen" not in browser.get("/admin/web/logs/").text

    browser.submit(browser.get(f"{PAGE}add/"), "/add/", {"label": "new.shop", "folder": "/new"})
    site.put("htdocs/new/gone.html", "移転しました")
    browser.submit(browser.get(f"{PAGE}new.shop/error-pages/"), "/error-pages/", {"page_404": "/gone.html"})
    office.settled(domain)
    until(lambda: "移転しました" in site.visit("/nothing", host=f"new.{host}").text, 10)
    assert "移転しました" not in site.visit("/nothing", host=host).text

    browser.submit(browser.get(f"{PAGE}shop/delete/"), "/delete/", {})
    office.settled(domain)
    until(lambda: site.visit(host=host).status == 404, 10)
    assert (site.gate / "htdocs" / "store" / "front" / "index.php").read_text() == WHO
