"""The overseas restriction (D7): from the page to who gets in."""

import http.client
from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.daemons.countries import control as countries
from fumibako.machine.daemons.nginx.control import use_countries
from fumibako.machine.formats.delegated import written
from tests.journeys.clients import TIMEOUT, MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.web import Browser
from tests.journeys.website import Website

pytestmark = [pytest.mark.box, pytest.mark.feature("D7")]
PAGE = "/admin/web/overseas/"
JAPAN, ABROAD = "127.0.0.5", "127.0.0.1"


@pytest.fixture
def administrator(office: Office, new_domain: str) -> Person:
    person = office.add_customer("株式会社国内", new_domain)
    office.settled(new_domain)
    return person


@pytest.fixture
def data(office: Office) -> Iterator[None]:
    """Country data by which one address of this machine is in Japan, and another is not."""
    config = office.config
    there = countries.path(config)
    there.parent.mkdir(exist_ok=True)
    there.write_bytes(written((*countries.networks(config), ip_network(JAPAN)), "2026-11-28"))
    assert use_countries(config)
    yield
    there.unlink()
    use_countries(config)


def status(config: Config, host: str, path: str, source: str, **headers: str) -> int:
    connection = http.client.HTTPConnection(
        config.settings.box.listen, config.ports.http, timeout=TIMEOUT, source_address=(source, 0)
    )
    try:
        connection.request("GET", path, headers={"Host": host, **headers})
        return connection.getresponse().status
    finally:
        connection.close()


@pytest.mark.usefixtures("data")
def test_case_130_only_visitors_from_japan_and_exceptions_get_in_whatever_they_claim(
    office: Office, programs: MailPrograms, administrator: Person
) -> None:
    domain, config = administrator.domain, office.config
    site, browser = Website(office, domain), Browser(programs, config.hostname).log_in(administrator)
    site.put("htdocs/wp-admin/index.html", "for us")
    site.put("htdocs/wp-admin/.htaccess", "Satisfy Any\nRequire all granted\n")
    site.put("htdocs/index.php", "<?php echo json_encode($_SERVER);")

    def save(**typed: str) -> None:
        browser.submit(browser.get(PAGE), PAGE, typed)
        office.settled(domain)

    save(is_on="on", folders="/wp-admin")
    until(lambda: status(config, domain, "/wp-admin/", ABROAD) == 403, 10)
    assert status(config, domain, "/wp-admin/", JAPAN) == 200
    assert status(config, domain, "/", ABROAD) == 200
    claims = {"X-Forwarded-For": JAPAN, "X-Real-IP": JAPAN, "Forwarded": f"for={JAPAN}", "X-Client": "1"}
    assert status(config, domain, "/wp-admin/", ABROAD, **claims) == 403
    for path in ("//wp-admin/", "/a/../wp-admin/", "/%77p-admin/index.html"):
        assert status(config, domain, path, ABROAD) == 403, path
    assert "X_CLIENT" not in site.visit("/index.php").text  # nobody learns how Apache is told
    assert "ご覧いただけないページです" in site.visit("/wp-admin/").text
    save(is_on="on", folders="/wp-admin", networks=ABROAD)
    until(lambda: status(config, domain, "/wp-admin/", ABROAD) == 200, 10)
    save(is_on="on", folders="", networks="")
    until(lambda: status(config, domain, "/index.php", ABROAD) == 403, 10)
    assert status(config, f"www.{domain}", "/index.php", JAPAN) == 200
    site.put("htdocs/japan-only.html", "日本国内の方のみご覧いただけます")
    save(is_on="on", folders="", networks="", page="/japan-only.html")
    until(lambda: "日本国内の方のみ" in site.visit("/index.php").text, 10)
    assert status(config, domain, "/index.php", ABROAD) == 403
    until(lambda: '<span class="code">/index.php</span>' in browser.get(PAGE).text, 10)
