"""A cron job (D16): run as the site's user, with what it wrote on the page; never for another's files."""

import re

import pytest

from tests.journeys.clients import MailPrograms
from tests.journeys.database import ended
from tests.journeys.office import Office
from tests.journeys.web import Browser
from tests.journeys.website import Website

pytestmark = [pytest.mark.box, pytest.mark.feature("D16")]
PLACE = "/admin/web/cron/"
NUMBER = re.compile(rf"{PLACE}([0-9]+)/")


def test_case_038_a_cron_job_runs_as_the_sites_user_and_its_page_shows_what_it_wrote(
    office: Office, programs: MailPrograms, new_domain: str
) -> None:
    administrator = office.add_customer("株式会社定時", new_domain)
    office.settled(new_domain)
    site, browser = Website(office, new_domain), Browser(programs, office.config.hostname).log_in(administrator)
    others, scanners = office.config.site("sample.example"), (office.config.clamd_socket, office.config.spamd_socket)
    reached = " . ".join(f'(int) (bool) @stream_socket_client("unix://{socket}")' for socket in scanners)
    site.put(
        "private/daily.php",
        f"""<?php echo "わたしは", posix_geteuid();
        echo "(", @file_get_contents("{others}/htdocs/index.html"), ")[", {reached}, "]";
        system("id"); """,
    )
    added = browser.submit(
        browser.get(f"{PLACE}add/"),
        "/add/",
        {"kind": "php", "target": "private/daily.php", "often": "day", "at": "03:00"},
    )
    number = NUMBER.findall(added.text)[0]
    ended(browser, browser.submit(added, f"/{number}/run/", {}))
    shown = browser.get(f"{PLACE}{number}/").text
    assert f"わたしは{site.uid}()[00]" in shown
    assert "undefined function system" in shown  # and so it ended with 255
    assert "255" in shown
    page = browser.submit(browser.get(f"{PLACE}add/"), "/add/", {"kind": "url", "target": "/", "often": "hour"})
    number = NUMBER.findall(page.text)[-1]
    ended(browser, browser.submit(page, f"/{number}/run/", {}))
    assert "HTTP 200" in browser.get(PLACE).text
