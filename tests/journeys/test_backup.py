"""A site with its database (D4): backed up by the button, lost, and restored as it was."""

import io
import re
import subprocess
import tarfile

import pytest

from tests.journeys.clients import MailPrograms
from tests.journeys.database import READ, ROWS, TABLE, add, ask, ended
from tests.journeys.office import Office
from tests.journeys.web import Browser, dial
from tests.journeys.website import Website

pytestmark = [pytest.mark.box, pytest.mark.feature("D4")]
PLACE = "/admin/web/backup/"
NUMBER = re.compile(r'href="/admin/web/backup/([0-9]+)/restore/"')
FILES = {"htdocs/index.html": "<p>ようこそ", "htdocs/日本 語/a.txt": "1\n", "private/settings.php": "<?php // secret"}


def content(site: Website) -> dict[str, tuple[int, int, bytes]]:
    directories = (site.gate / name for name in ("htdocs", "private"))
    every = (
        path for directory in directories for path in directory.rglob("*") if path.is_file() and path.name != "db.php"
    )
    return {
        str(path.relative_to(site.gate)): (path.stat().st_mode, path.stat().st_uid, path.read_bytes()) for path in every
    }


def test_a_site_that_was_lost_comes_back_byte_for_byte_with_its_database(
    office: Office, programs: MailPrograms, new_domain: str
) -> None:
    administrator = office.add_customer("株式会社ひかえ", new_domain)
    office.settled(new_domain)
    site, browser = Website(office, new_domain), Browser(programs, office.config.hostname).log_in(administrator)
    for path, text in FILES.items():
        site.put(path, text)
    made = add(office, browser, new_domain)
    rows = ask(site, made, TABLE, ROWS, READ)
    before = content(site)
    job = ended(browser, browser.submit(browser.get(PLACE), "/make/", {}))
    assert "notice ok" in job.text, job.text
    (number,) = set(NUMBER.findall(browser.get(PLACE).text))

    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies())
    connection = dial(programs, office.config.hostname)
    connection.request("GET", f"{PLACE}{number}/download/", headers={"Cookie": cookies})
    answer = connection.getresponse()
    downloaded = answer.read()
    assert f'filename="{new_domain}-' in (answer.getheader("Content-Disposition") or "")
    connection.request("GET", f"{PLACE}{number}/download/", headers={"Cookie": cookies, "Range": "bytes=100-"})
    assert (rest := connection.getresponse()).status == 206 and rest.read() == downloaded[100:]
    connection.request("GET", f"/.backups/{new_domain}/{'0' * 32}", headers={"Cookie": cookies})
    assert connection.getresponse().status == 404
    with tarfile.open(fileobj=io.BytesIO(downloaded)) as packed:
        names = packed.getnames()
    connection.close()
    assert {*FILES, f"databases/{made.name}.sql"} <= set(names)

    wipe = ("find", str(site.gate / "htdocs"), str(site.gate / "private"), "-mindepth", "1", "-delete")
    subprocess.run(wipe, user=site.uid, group=site.uid, extra_groups=(), check=True)
    site.put("htdocs/new.html", "later")
    assert ask(site, made, "DROP TABLE t", "SELECT 1") == "1"
    page = browser.submit(browser.get(f"{PLACE}{number}/restore/"), "/restore/", {"what": "all"})
    assert made.name in page.text and content(site).keys() == {"htdocs/new.html"}
    job = ended(browser, browser.submit(page, "/restore/", {"is_confirmed": "1"}))
    assert "notice ok" in job.text, job.text
    assert content(site) == before
    assert ask(site, made, READ) == rows

    site.put("htdocs/日本 語/a.txt", "2\n")
    site.put("private/site.tar.gz", downloaded.decode("latin-1"), encoding="latin-1")
    job = ended(browser, browser.submit(browser.get(f"{PLACE}bring/"), "/bring/", {"path": "private/site.tar.gz"}))
    assert "notice ok" in job.text, job.text
    brought = max(NUMBER.findall(browser.get(PLACE).text), key=int)
    fields = {"what": "path", "path": "htdocs/日本 語/a.txt"}
    page = browser.submit(browser.get(f"{PLACE}{brought}/restore/"), "/restore/", fields)
    job = ended(browser, browser.submit(page, "/restore/", {"is_confirmed": "1"}))
    assert "notice ok" in job.text, job.text
    assert (site.gate / "htdocs/日本 語/a.txt").read_text() == "1\n"

    browser.submit(browser.get(f"/admin/web/databases/{made.name}/drop/"), "/drop/", {"name": made.name})
    office.settled(new_domain)
    fields = {"what": f"database:{made.name}"}
    page = browser.submit(browser.get(f"{PLACE}{brought}/restore/"), "/restore/", fields)
    job = ended(browser, browser.submit(page, "/restore/", {"is_confirmed": "1"}))
    assert "notice ok" in job.text, job.text
    assert ask(site, made, READ) == rows

    other = office.add_customer("株式会社となり", f"y{new_domain}")
    stranger = Browser(programs, office.config.hostname).log_in(other)
    for path in ("download/", "restore/", "delete/"):
        assert stranger.get(f"{PLACE}{number}/{path}").status == 404
