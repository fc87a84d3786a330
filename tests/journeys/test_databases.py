"""Databases (D3) as a customer's PHP, its administrator and another customer meet them."""

import gzip
import re

import pytest

from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.database import PLACE, READ, ROWS, SHOWN, TABLE, Made, add, ask, ended
from tests.journeys.office import Office
from tests.journeys.web import Browser
from tests.journeys.website import Website

pytestmark = [pytest.mark.box, pytest.mark.feature("D3")]
TOOL = re.compile(r'href="(https://[^"]+/s[0-9]+_[a-z0-9_]+/)"')
RESULT = re.compile(r'href="(/jobs/[^"]+/result/)"')
ATTACK = b"""CREATE TABLE before_it (a INT);
%s
CREATE TABLE after_it (a INT);
"""


@pytest.fixture
def administrator(office: Office, new_domain: str) -> Person:
    person = office.add_customer("株式会社データ", new_domain)
    office.settled(new_domain)
    return person


def test_a_php_page_keeps_its_data_through_an_export_a_deletion_and_an_import(
    office: Office, programs: MailPrograms, administrator: Person
) -> None:
    site, browser = Website(office, administrator.domain), Browser(programs, office.config.hostname)
    browser.log_in(administrator)
    made = add(office, browser, site.domain)
    before = ask(site, made, TABLE, ROWS, READ)
    assert "日本語😀00FF0A27" in before
    assert ask(site, made, "SHOW DATABASES") == f"information_schema {made.name}"

    def exported() -> str:
        page = ended(browser, browser.submit(browser.get(f"{PLACE}{made.name}/"), "/dump/", {}))
        place = RESULT.findall(page.text)[0]
        whole, rest = browser.get(place), browser.get(place, {"Range": "bytes=100-"})
        assert (rest.status, rest.text) == (206, whole.text.encode()[100:].decode())
        return whole.text

    first = exported()
    browser.submit(browser.get(f"{PLACE}{made.name}/drop/"), "/drop/", {"name": made.name})
    office.settled(site.domain)
    assert ask(site, made, "SELECT 1").startswith("refused")
    again = add(office, browser, site.domain)
    assert (again.name, again.password == made.password) == (made.name, False)
    page = browser.upload(f"{PLACE}{made.name}/load/", {"before": "kept"}, ("shop.sql", first.encode()))
    assert "終了しました" in ended(browser, page).text or "notice ok" in ended(browser, page).text
    assert ask(site, again, READ) == before
    assert exported() == first

    page = browser.submit(
        browser.get(f"{PLACE}{again.name}/users/add/"),
        "/add/",
        {"name": "reader", "reads_only": "on", "password_by": "made"},
    )
    reader = Made(again.name, dict(SHOWN.findall(page.text))["password"], again.name.replace("_shop", "_reader"))
    office.settled(site.domain)
    assert ask(site, reader, READ) == before
    assert "denied" in ask(site, reader, "DELETE FROM t")
    site.put("private/shop.sql.gz", gzip.compress(first.encode()).decode("latin-1"), encoding="latin-1")
    assert ask(site, again, "DROP TABLE t", "SELECT 1") == "1"
    load = browser.get(f"{PLACE}{again.name}/load/")
    job = ended(browser, browser.submit(load, "/load/", {"path": "private/shop.sql.gz", "before": "emptied"}))
    assert "notice ok" in job.text, job.text
    assert ask(site, again, READ) == before

    office.suspend_customer(site.domain)
    office.settled(site.domain)
    office.resume_customer(site.domain)
    office.settled(site.domain)
    until(lambda: ask(site, again, READ) == before, 10)


def test_case_033_an_import_does_what_the_databases_user_may_and_no_more(
    office: Office, programs: MailPrograms, administrator: Person
) -> None:
    site, browser = Website(office, administrator.domain), Browser(programs, office.config.hostname)
    browser.log_in(administrator)
    made = add(office, browser, site.domain)
    for statement in (
        *(b"CREATE USER intruder;", b"USE mysql;", b"GRANT ALL ON *.* TO CURRENT_USER;", b"\\! touch /tmp/intruder"),
        *(b"system touch /tmp/intruder", b"source /etc/passwd", b"SELECT 1 INTO OUTFILE '/tmp/intruder';"),
        b"LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE before_it;",
    ):
        sent = {"before": "emptied"}
        page = browser.upload(f"{PLACE}{made.name}/load/", sent, ("attack.sql", ATTACK % statement))
        assert "notice danger" in ended(browser, page).text, statement
        assert ask(site, made, "SHOW TABLES") == "before_it", statement
    assert not office.config.state.with_name("intruder").exists()


def test_case_020_the_owner_works_in_phpmyadmin_and_another_customer_gets_at_nothing(
    office: Office, programs: MailPrograms, administrator: Person
) -> None:
    site, browser = Website(office, administrator.domain), Browser(programs, office.config.hostname)
    made = add(office, browser.log_in(administrator), site.domain)
    other = office.add_customer("株式会社となり", f"x{administrator.domain}")
    office.settled(other.domain)
    stranger, next_door = Browser(programs, office.config.hostname).log_in(other), Website(office, other.domain)
    ask(site, made, TABLE, ROWS)
    tool = TOOL.findall(browser.get(f"{PLACE}{made.name}/").text)[0]
    page = browser.get(tool)
    assert page.url == f"{tool}index.php", page.text[:2000]
    rows = f"{tool}index.php?route=/sql&db={made.name}&table=t&pos=0"
    assert "日本語😀" in browser.get(rows).text
    assert "authentication_string" not in browser.get(f"{tool}index.php?route=/sql&db=mysql&table=user&pos=0").text
    assert "var Messages" in browser.get(f"{tool}js/messages.php?l=ja").text
    assert browser.get(f"{PLACE}{made.name}/tool/").status == 404
    for somebody in (stranger, Browser(programs, office.config.hostname)):
        page = somebody.get(f"{tool}index.php")
        assert page.url.startswith(browser.get("/admin/").url.removesuffix("admin/")), page.url

    # A new password of the database shuts nobody out of the page; logging out does.
    browser.submit(browser.get(f"{PLACE}{made.name}/password/"), "/password/", {"password_by": "made"})
    office.settled(site.domain)
    assert "日本語😀" in browser.get(rows).text
    browser.submit(browser.get(f"{PLACE}{made.name}/"), "/logout/", {})
    assert browser.get(f"{tool}index.php").path == "/login/"

    for path in ("", "password/", "load/", "drop/"):
        assert stranger.get(f"{PLACE}{made.name}/{path}").status == 404
    theirs = add(office, stranger, other.domain)
    # An underscore in a GRANT would stand for any character.
    alike = theirs.name.replace("_", "x")
    assert "1044" in ask(next_door, Made(theirs.name, theirs.password), f"USE {made.name}")
    assert "1044" in ask(next_door, Made(theirs.name, theirs.password), f"USE {alike}")
    assert "1045" in ask(next_door, Made(made.name, "Chigau-pasuwado-1"), "SELECT 1")
