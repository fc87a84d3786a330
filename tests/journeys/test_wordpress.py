"""WordPress by the button (D16), and used: the page, permalinks, the login."""

import http.cookiejar
import io
import json
import re
import shutil
import tarfile
import tempfile
import urllib.parse
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
ONE = re.compile(r'href="/admin/web/wordpress/([0-9]+)/"')
JOB = re.compile(r'href="(/jobs/[^"/]+/)"')


def test_wordpress_is_installed_by_the_button_and_its_first_login_opens_it(
    office: Office, programs: MailPrograms, new_domain: str, newest: None
) -> None:
    administrator = office.add_customer("株式会社ブログ", new_domain)
    office.settled(new_domain)
    site, browser = Website(office, new_domain), Browser(programs, office.config.hostname).log_in(administrator)
    password = installed(browser)
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

    site.put("htdocs/probe.php", PROBE)
    (number,) = set(ONE.findall(browser.get(WORDPRESS).text))
    copy = tried_out(site, browser, number, host)
    plugins_updated(site, browser, number)
    removed(site, browser, copy, number)


def installed(browser: Browser) -> str:
    """Return the password of its first login."""
    page = browser.submit(
        browser.get(f"{WORDPRESS}install/"),
        "/install/",
        {"title": "わたしの'サイト", "name": "sato", "email": "sato@out.example", "password_by": "made"},
    )
    (password,) = PASSWORD.findall(page.text)
    job = ended(browser, browser.get(JOB.findall(page.text)[0]))
    assert "notice ok" in job.text, job.text
    return password


def pressed(browser: Browser, path: str, action: str, fields: dict[str, str]) -> None:
    job = ended(browser, browser.submit(browser.get(path), action, fields))
    assert "notice ok" in job.text, job.text


PROBE = """<?php
require __DIR__ . '/wp-load.php';
if (isset($_GET['set'])) {
    update_option('probe', ['url' => home_url('/あ/'), 'deep' => serialize(['x' => home_url()]), 'is' => true]);
}
if (isset($_GET['title'])) {
    update_option('blogname', $_GET['title']);
}
echo "\n", json_encode([get_option('probe'), get_option('blog_public'), home_url()]);
"""
PLUGIN = "<?php\n/*\nPlugin Name: はじめ\nVersion: {version}\n*/\n"
SOURCE = """<?php
add_filter('pre_http_request', function ($before, $given, $url) {
    if (!str_contains($url, '/update-check/')) {
        return new WP_Error('off', 'off');
    }
    $package = dirname(ABSPATH) . '/private/hajime.zip';
    $new = ['plugin' => 'hajime/hajime.php', 'slug' => 'hajime', 'new_version' => '2.0', 'package' => $package];
    $is_old = str_contains((string) file_get_contents(WP_PLUGIN_DIR . '/hajime/hajime.php'), 'Version: 1.0');
    $answer = str_contains($url, 'plugins') && $is_old ? ['hajime/hajime.php' => $new] : [];
    $body = json_encode(['plugins' => $answer, 'themes' => [], 'no_update' => [], 'translations' => []]);
    return ['response' => ['code' => 200], 'body' => $body, 'headers' => [], 'cookies' => []];
}, 10, 3);
"""


def probe(site: Website, host: str, query: str = "") -> list[Any]:
    told: list[Any] = json.loads(site.visit(f"/probe.php{query}", host).text.splitlines()[-1])
    return told


def tried_out(site: Website, browser: Browser, number: str, host: str) -> str:
    """Changes are made in a copy, and then live. Return the number of the copy."""
    before, trial = probe(site, host, "?set=1"), host.replace("www.", "test.", 1)

    pressed(browser, f"{WORDPRESS}{number}/stage/", "/stage/", {"folder": "staging", "label": "test"})
    copied = probe(site, trial, f"?title={urllib.parse.quote('新しい題')}")
    assert copied == [*json.loads(moved(json.dumps(before), host, trial))[:1], "0", f"http://{trial}"]
    shown = site.visit(host=trial)
    assert shown.status == 200 and "X-Robots-Tag: noindex" in shown.text and "新しい題" in shown.text
    assert "新しい題" not in site.visit(host=host).text and probe(site, host) == before
    site.put("htdocs/staging/wp-content/new.txt", "あたらしい")

    (copy,) = set(ONE.findall(browser.get(WORDPRESS).text)) - {number}
    page = browser.get(f"{WORDPRESS}{copy}/publish/")
    assert f"http://{host}/" in page.text
    pressed(browser, f"{WORDPRESS}{copy}/publish/", "/publish/", {})
    live = site.visit(host=host)
    assert live.status == 200 and "新しい題" in live.text and "X-Robots-Tag" not in live.text
    assert "あたらしい" in site.visit("/wp-content/new.txt", host).text
    assert probe(site, host) == before and site.visit("/hello-world/", host).status == 200
    return copy


def plugins_updated(site: Website, browser: Browser, number: str) -> None:
    site.put("htdocs/wp-content/mu-plugins/source.php", SOURCE)
    site.put("htdocs/wp-content/plugins/hajime/hajime.php", PLUGIN.format(version="1.0"))
    with zipfile.ZipFile(packed := io.BytesIO(), "w") as made:
        made.writestr("hajime/hajime.php", PLUGIN.format(version="2.0"))
    site.put("private/hajime.zip", packed.getvalue().decode("latin-1"), encoding="latin-1")
    pressed(browser, f"{WORDPRESS}{number}/", "/look/", {})
    page = browser.get(f"{WORDPRESS}{number}/")
    assert "はじめ 1.0 → 2.0" in page.text
    pressed(browser, f"{WORDPRESS}{number}/", page.path, {"parts": "plugin:hajime/hajime.php"})
    assert "→" not in browser.get(f"{WORDPRESS}{number}/").text
    assert "2.0" in (site.gate / "htdocs/wp-content/plugins/hajime/hajime.php").read_text()
    assert {path.stat().st_uid for path in (site.gate / "htdocs").rglob("*")} == {site.uid}


def removed(site: Website, browser: Browser, *numbers: str) -> None:
    for each in numbers:
        pressed(browser, f"{WORDPRESS}{each}/remove/", "/remove/", {})
    site.office.settled(site.domain)
    assert {path.name for path in (site.gate / "htdocs").iterdir()} == {"probe.php", "staging"}
    assert ONE.findall(browser.get(WORDPRESS).text) == []
    assert "_wp" not in browser.get("/admin/web/databases/").text


def moved(text: str, old: str, new: str) -> str:
    """In the address, and in the length that PHP writes before it."""
    more = len(new) - len(old)
    text = re.sub(r"s:([0-9]+):(?=\\+\"http)", lambda found: f"s:{int(found[1]) + more}:", text)
    return text.replace(old, new)


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
