"""WordPress by the button (D16), and used: the page, permalinks, the login."""

import http.cookiejar
import json
import re
import shutil
import tarfile
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.machine.daemons.wordpress import control as wordpress
from tests.journeys.clients import MailPrograms
from tests.journeys.database import ended
from tests.journeys.office import Office
from tests.journeys.web import Browser
from tests.journeys.website import Website

pytestmark = [pytest.mark.box, pytest.mark.feature("D16")]
PASSWORD = re.compile(r'id="copy_password">([^<]+)<')
WORDPRESS = "/admin/web/wordpress/"
UPDATE = re.compile(r'href="(/admin/web/wordpress/[0-9]+/update/)"')
UNDO = re.compile(r'href="(/admin/web/backup/[0-9]+/restore/)"')
JOB = re.compile(r'href="(/jobs/[^"/]+/)"')


def test_wordpress_is_installed_by_the_button_and_its_first_login_opens_it(
    office: Office, programs: MailPrograms, new_domain: str, newest: None
) -> None:
    administrator = office.add_customer("株式会社ブログ", new_domain)
    office.settled(new_domain)
    site, browser = Website(office, new_domain), Browser(programs, office.config.hostname).log_in(administrator)
    page = browser.submit(
        browser.get("/admin/web/wordpress/install/"),
        "/install/",
        {"title": "わたしの'サイト", "name": "sato", "email": "sato@out.example", "password_by": "made"},
    )
    (password,) = PASSWORD.findall(page.text)
    job = ended(browser, browser.get(JOB.findall(page.text)[0]))
    assert "notice ok" in job.text, job.text
    host = f"www.{site.domain}:{office.config.ports.http}"
    home = site.visit(host=host)
    assert home.status == 200, home.text[:2000]
    assert "<title>わたしの&#039;サイト" in home.text and 'lang="ja"' in home.text
    assert site.visit("/hello-world/", host).status == 200
    assert (site.gate / "htdocs" / "wp-config.php").stat().st_mode & 0o777 == 0o600
    assert {path.stat().st_uid for path in (site.gate / "htdocs").rglob("*")} == {site.uid}
    assert "ダッシュボード" in logged_in(site, host, "sato", password)
    publish(office, "99.1")
    assert "99.1" in browser.get(WORDPRESS).text
    (update,) = UPDATE.findall(browser.get(WORDPRESS).text)
    job = ended(browser, browser.submit(browser.get(update), "/update/", {}))
    assert "notice ok" in job.text, job.text
    page = browser.get(WORDPRESS).text
    assert "99.1" in page and not UPDATE.findall(page)
    assert site.visit("/hello-world/", host).status == 200 and "ダッシュボード" in logged_in(
        site, host, "sato", password
    )
    assert {path.stat().st_uid for path in (site.gate / "htdocs").rglob("*")} == {site.uid}
    undo = browser.get(*UNDO.findall(page))
    sure = browser.submit(undo, "/restore/", {"what": "all"})
    done = ended(browser, browser.submit(sure, "/restore/", {"is_confirmed": "1"}))
    assert "notice ok" in done.text, done.text
    assert UPDATE.findall(browser.get(WORDPRESS).text) == [update]
    assert site.visit("/hello-world/", host).status == 200

    again = browser.submit(
        browser.get("/admin/web/wordpress/install/"),
        "/install/",
        {"title": "x", "name": "sato", "email": "sato@out.example", "password_by": "made"},
    )
    assert "notice danger" in ended(browser, browser.get(JOB.findall(again.text)[0])).text
    assert site.visit(host=host).status == 200


@pytest.fixture
def newest(office: Office) -> Iterator[None]:
    """What a test has published is gone again."""
    yield
    for path in wordpress.path(office.config).parent.iterdir():
        path.unlink()


def publish(office: Office, version: str) -> None:
    """Debian's files as those of a newer version, as the background process leaves them."""
    archive, named = wordpress.path(office.config), re.compile(r"(?<=^\$wp_version = ').*(?=';)", re.MULTILINE)
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / "wordpress"
        shutil.copytree(wordpress.PACKAGE, copy, ignore=shutil.ignore_patterns("wp-config.php", "languages"))
        file = copy / "wp-includes" / "version.php"
        file.write_text(named.sub(version, file.read_text()))
        with tarfile.open(archive, "w:gz", dereference=True, compresslevel=1) as packed:
            packed.add(copy, "wordpress")
    archive.with_name("latest.json").write_text(json.dumps({"version": version, "sha1": "0" * 40}))


def logged_in(site: Website, host: str, login: str, password: str) -> str:
    """WordPress's own menu, as a browser that knows the site's name gets it."""
    config = site.office.config
    jar = http.cookiejar.CookieJar()

    class Here(urllib.request.HTTPHandler):
        def http_open(self, request: urllib.request.Request) -> object:
            request.host = f"{config.settings.box.listen}:{config.ports.http}"
            request.add_unredirected_header("Host", host)
            return super().http_open(request)

    opener = urllib.request.build_opener(Here, urllib.request.HTTPCookieProcessor(jar))
    address = f"http://{host}/wp-login.php"
    opener.open(address, timeout=30).read()
    sent = {"log": login, "pwd": password, "testcookie": "1", "redirect_to": f"http://{host}/wp-admin/"}
    answer: bytes = opener.open(address, urllib.parse.urlencode(sent).encode(), timeout=60).read()
    return answer.decode()
