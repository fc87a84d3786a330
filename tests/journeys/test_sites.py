"""Two customers' sites (D1): they come with their domains, are kept apart, are closed and go."""

import zipfile
from typing import Any

import pytest

from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.web import Browser
from tests.journeys.website import Website

pytestmark = [pytest.mark.box, pytest.mark.feature("D1")]
SECRET = "Tsubame-no-su-5519"
WHO = "<?php echo 'uid ', posix_geteuid(), ' from ', $_SERVER['REMOTE_ADDR'], ' ', json_encode($_SERVER);"
PHP_ATTACK = """<?php
foreach (array('%(file)s', '%(private)s', '/etc/shadow', '/proc/1/environ', '%(box)s/secrets/django',
               '%(box)s/proftpd/users.passwd', '%(box)s/control/fumibako.sqlite3',
               '%(box)s/log/postfix.log', '%(box)s/edge/mailboxes.lmdb') as $path)
    echo $path, is_string(@file_get_contents($path)) ? ' READ ' . file_get_contents($path) : ' closed', "\\n";
foreach (array('%(gate)s', '%(box)s/phpfpm/run', '%(box)s/secrets') as $path)
    echo $path, @scandir($path) ? ' LISTED' : ' closed', "\\n";
foreach (array('phpfpm/ping/own', 'run/web/http', 'run/admin/http', 'run/supervisor/socket') as $path)
    echo $path, @stream_socket_client('unix://%(box)s/' . $path) ? ' CONNECTED' : ' closed', "\\n";
echo function_exists('symlink') || function_exists('exec') ? 'LIFTED' : '', getenv('OF_A') ?: '',
    json_encode($_SERVER), "\\n";
"""
HTACCESSES = (
    'SetEnv PHP_ADMIN_VALUE "open_basedir=/"\n',
    'ErrorDocument 404 "%%{file:%(file)s}"\n',
    'Header set X-Stolen "expr=%%{file:%(file)s}"\n',
    "RewriteEngine On\nRewriteRule ^x$ %(file)s [L]\n",
    "Options +FollowSymLinks +Indexes +ExecCGI +Includes\nAddHandler cgi-script .txt\nphp_value open_basedir /\n",
    "RewriteEngine On\nRewriteRule ^x$ http://127.0.0.1:%(apache)s/wp-config.txt [P]\n",
)


@pytest.fixture
def made(office: Office, new_domain: str) -> Website:
    office.add_customer("株式会社新サイト", new_domain)
    office.settled(new_domain)
    return Website(office, new_domain)


@pytest.fixture
def others(office: Office) -> Website:
    return Website(office, "sample.example")


def test_case_028_no_customer_reads_a_byte_of_anothers(
    office: Office, programs: MailPrograms, demo: dict[str, Any], made: Website, others: Website
) -> None:
    """Cases 38 and 41 as well: by PHP, by .htaccess, by links, by the file manager."""
    victim, attacker = made, others
    assert "準備中" in victim.visit().text
    assert "準備中" in victim.visit(host=victim.domain).text
    victim.put("htdocs/index.php", WHO)
    until(lambda: f"uid {victim.uid} from 127.0.0.1" in victim.visit("/index.php").text, 10)
    assert "X_CLIENT" not in victim.visit("/index.php").text  # nobody learns how Apache is told who the visitor is
    victim.put("htdocs/wp-config.txt", SECRET)
    victim.put("private/key.txt", SECRET)
    victim.put("htdocs/.htaccess", f"SetEnv OF_A {SECRET}\n")
    assert SECRET in victim.visit("/wp-config.txt").text
    config = victim.office.config
    aims = {
        "file": victim.gate / "htdocs" / "wp-config.txt",
        "private": victim.gate / "private" / "key.txt",
        "gate": victim.gate,
        "box": config.state,
        "apache": config.ports.apache,
    }
    attacker.put("htdocs/attack.php", PHP_ATTACK % aims)
    attacker.put("htdocs/own.txt", "my own")
    attacker.put("htdocs/file.txt", str(aims["file"]), kind="link")
    attacker.put("htdocs/folder", str(victim.gate), kind="link")
    attacker.put("htdocs/passwd.txt", "/etc/passwd", kind="link")
    attacker.put("htdocs/link-to-own.txt", "own.txt", kind="link")
    paths = ("/file.txt", "/folder/htdocs/wp-config.txt", "/passwd.txt", "/attack.php", "/x", "/nothing")
    for number, htaccess in enumerate(("", *HTACCESSES)):
        attacker.put("htdocs/.htaccess", htaccess % aims)
        for path in paths:
            text = attacker.visit(path).text
            assert SECRET not in text, (htaccess, path)
            assert "root:" not in text, (htaccess, path)
            if path == "/attack.php" and number < 2:
                assert text.count(" closed") == 16, text
                assert not any(word in text for word in ("READ", "LISTED", "CONNECTED", "LIFTED"))
    attacker.put("htdocs/.htaccess", str(victim.gate / "htdocs" / ".htaccess"), kind="link")
    assert SECRET not in attacker.visit("/attack.php").text
    attacker.put("htdocs/.htaccess", "")
    assert "my own" in attacker.visit("/own.txt").text
    # Not even own links: nothing is left to be swapped between a look and the opening.
    assert attacker.visit("/link-to-own.txt").status in (403, 404)
    browser = Browser(programs, office.config.hostname).log_in(Person(**demo["administrator"]))
    _attack_by_the_file_manager(attacker, browser)


def _attack_by_the_file_manager(attacker: Website, browser: Browser) -> None:
    """Its links are there already. Then the page does what it is for."""
    at, names = "/admin/web/files/", "&name=file.txt&name=folder"
    for page in (
        "?folder=htdocs/folder",
        "file/?folder=htdocs/folder/htdocs&name=wp-config.txt",
        "download/?folder=htdocs&name=file.txt",
        "download/?folder=htdocs/folder/htdocs&name=wp-config.txt",
        "edit/?folder=htdocs&name=file.txt",
    ):
        assert SECRET not in browser.get(at + page).text, page
    for action, filled in (("copy", {"into": "private"}), ("pack", {"name": "a.zip"}), ("delete", {})):
        page = browser.get(f"{at}{action}/?folder=htdocs{names}")
        assert browser.submit(page, f"/{action}/", filled).path == at
    with zipfile.ZipFile(attacker.gate / "htdocs" / "a.zip") as archive:
        assert archive.namelist() == []
    assert {path.name for path in (attacker.gate / "private").iterdir()} <= {"php_error.log"}
    browser.submit(browser.get(f"{at}new-file/?folder=htdocs"), "/new-file/", {"name": "page.html"})
    page = browser.get(f"{at}edit/?folder=htdocs&name=page.html")
    assert browser.submit(page, "/edit/", {"text": "<p>開店しました</p>\n"}).status == 200
    assert "開店しました" in attacker.visit("/page.html").text
    page = browser.get(f"{at}edit/?folder=htdocs&name=.htaccess")
    refused = browser.submit(page, "/edit/", {"text": "RewriteEngine On\nRewriteRule ( x\n"})
    assert (refused.status, "cannot compile regular expression" in refused.text) == (422, True)
    kept = "Options +Indexes\nphp_value memory_limit 1M\nNoSuchWord 1\nErrorDocument 404 gone\n"
    assert browser.submit(page, "/edit/", {"text": kept}).status == 200
    assert attacker.visit("/nothing").text.endswith("gone")
    assert [path.name for path in (attacker.gate / "htdocs").glob(".check-*")] == []
    attacker.put("htdocs/.htaccess", "")
    assert (attacker.gate / "htdocs" / "page.html").stat().st_uid == attacker.uid


def test_case_049_a_suspended_customers_site_says_so_and_comes_back_as_it_was(made: Website) -> None:
    office = made.office
    made.put("htdocs/index.html", "<p>our company</p>")
    assert "our company" in made.visit().text
    office.suspend_customer(made.domain)
    office.settled(made.domain)
    closed = made.visit("/index.html")
    assert (closed.status, "公開を停止しています" in closed.text, "our company" in closed.text) == (503, True, False)
    assert (made.gate / "htdocs" / "index.html").read_text() == "<p>our company</p>"
    office.resume_customer(made.domain)
    office.settled(made.domain)
    assert "our company" in made.visit().text


def test_a_removed_domains_site_goes_and_its_name_leads_nowhere(office: Office, made: Website) -> None:
    further = Website(office, f"further-{made.domain}")
    office.add_domain(made.domain, further.domain)
    office.settled(further.domain)
    assert "準備中" in further.visit().text
    office.remove_domain(further.domain)
    until(lambda: not further.gate.exists(), 30)
    assert further.visit().status == 404
    until(lambda: not office.config.site_logs(further.domain).exists(), 30)
