"""Restricted folders of a site (D6): from the page to what visitors get."""

import itertools
import re
import unicodedata
from urllib.parse import quote

import pytest

from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.web import Browser, Page
from tests.journeys.website import Website

pytestmark = [pytest.mark.box, pytest.mark.feature("D6")]
PASSWORD = re.compile(r'id="copy_password">([^<]+)<')
SECRET = "Tsubame-no-su-5519"
PLACE = "/admin/web/access/"
READY_MADE = "Satisfy Any\nRequire all granted\nAuthName elsewhere\n"


@pytest.fixture
def administrator(office: Office, new_domain: str) -> Person:
    person = office.add_customer("株式会社会員", new_domain)
    office.settled(new_domain)
    return person


def test_case_006_a_folder_opens_with_its_password_only_whatever_its_title_and_htaccess_say(
    office: Office, programs: MailPrograms, administrator: Person
) -> None:
    site, browser = Website(office, administrator.domain), Browser(programs, office.config.hostname)
    site.put("htdocs/index.html", "open to all")
    for name in ("index.html", "program.php", ".htpasswd"):
        site.put(f"htdocs/members/{name}", SECRET)
    site.put("htdocs/members/.htaccess", READY_MADE)
    until(lambda: SECRET in site.visit("/members/").text, 10)
    browser.log_in(administrator)
    folder = restrict(browser, "/members", 'x"; return 200 "')
    office.settled(site.domain)
    until(lambda: site.visit("/members/").status == 401, 10)
    for path in (
        "/members",
        "/members/",
        "//members/",
        "/a/../members/",
        "/%6dembers/index.html",
        "/members/program.php",
    ):
        closed = site.visit(path)
        assert (closed.status, SECRET in closed.text) == (401, False), path
        assert r'WWW-Authenticate: Basic realm="x\"; return 200 \""' in closed.text
        assert "ログインが必要です" in closed.text
    assert "open to all" in site.visit().text

    page = browser.get(f"{folder.path}users/add/")
    password = shown(browser.submit(page, "/users/add/", {"name": "sato", "password_by": "made"}))
    office.settled(site.domain)
    until(lambda: site.visit("/members/", login=f"sato:{password}").status == 200, 10)
    assert SECRET in site.visit("/members/", login=f"sato:{password}").text
    assert site.visit("/members/", login=f"sato:{password}x").status == 401
    assert site.visit("/members/.htpasswd", login=f"sato:{password}").status == 403

    restrict(browser, "/", "全部")
    office.settled(site.domain)
    until(lambda: site.visit().status == 401, 10)
    assert "ログインが必要です" in site.visit().text
    assert site.visit(login=f"sato:{password}").status == 401
    assert site.visit("/members/", login=f"sato:{password}").status == 200
    browser.submit(browser.get(f"{folder.path}remove/"), "/remove/", {})
    office.settled(site.domain)
    until(lambda: site.visit("/members/", login=f"sato:{password}").status == 401, 10)


def test_case_063_a_japanese_folder_is_closed_under_both_spellings_and_guessing_its_password_is_braked(
    office: Office, programs: MailPrograms, administrator: Person
) -> None:
    """That a Mac has named the folder opens nothing; who guesses is stopped, and nobody else."""
    site, browser = Website(office, administrator.domain), Browser(programs, office.config.hostname)
    composed, apart = (quote(unicodedata.normalize(form, "/がくせい/")) for form in ("NFC", "NFD"))
    for form in ("NFC", "NFD"):
        site.put(f"htdocs{unicodedata.normalize(form, '/がくせい/')}index.html", SECRET)
    until(lambda: SECRET in site.visit(composed).text and SECRET in site.visit(apart).text, 10)
    browser.log_in(administrator)
    folder = restrict(browser, composed, "学生")
    password = shown(
        browser.submit(browser.get(f"{folder.path}users/add/"), "/users/add/", {"name": "sato", "password_by": "made"})
    )
    office.settled(site.domain)
    until(lambda: site.visit(composed, login=f"sato:{password}").status == 200, 10)
    assert (site.visit(composed).status, site.visit(apart).status) == (401, 401)

    guesses = itertools.count()
    until(lambda: site.visit(apart, login=f"sato:wrong{next(guesses)}").status == 429, 30)
    assert next(guesses) >= 20 and site.visit(apart, login="suzuki:wrong").status == 401
    stopped = site.visit(composed, login=f"sato:{password}")
    assert stopped.status == 429 and "Retry-After: 900" in stopped.text and SECRET not in stopped.text
    assert "しばらくお待ちください" in stopped.text
    assert site.visit().status == 200
    assert site.visit(composed, host=site.domain, login=f"sato:{password}").status == 200


def restrict(browser: Browser, path: str, realm: str) -> Page:
    page = browser.submit(browser.get(f"{PLACE}add/"), "/add/", {"path": path, "realm": realm})
    assert re.fullmatch(rf"{PLACE}[0-9]+/", page.path), page.text
    return page


def shown(page: Page) -> str:
    found = PASSWORD.search(page.text)
    assert found, page.text
    return found[1]
