"""Two customers on one machine, one of them hostile (D1): by FTP, SFTP and backups, from PHP to the box's own services,
by settings in files of the site's own, and by addresses that nginx is asked for."""

import base64
import contextlib
import ftplib
import gzip
import io
import json
import os
import re
import select
import socket
import subprocess
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.clients import TIMEOUT, MailPrograms, Person, until
from tests.journeys.database import ended
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.test_ftp import logged_in
from tests.journeys.web import Browser, dial
from tests.journeys.website import Website

pytestmark = pytest.mark.box
SECRET = "Tsubame-no-su-5519"
MAX_OF_SITE = 60
"""Requests of one host at a time (nginx/sites.py)."""
BACKUP = "/admin/web/backup/"
NUMBER = re.compile(rf'href="{BACKUP}([0-9]+)/restore/"')
# A conversation: whoever answers first is read first; then line by line what is answered.
TALK = """<?php
[$where, $is_greeted, $lines] = json_decode(base64_decode('%s'), true);
$there = @stream_socket_client($where, $code, $words, 5);
if (!$there) exit('closed');
stream_set_timeout($there, 5);
echo 'open ', $is_greeted ? fgets($there) : '';
foreach ($lines as $line) { @fwrite($there, "$line\\r\\n"); echo @fgets($there); }
@stream_socket_shutdown($there, STREAM_SHUT_WR);
echo @stream_get_contents($there, 4000);
"""
ASK = """<?php foreach (['/etc/shadow', '%(file)s'] as $path) echo @file_get_contents($path) ?: '-', "\\n";
echo function_exists('system') ? 'LIFTED' : 'kept'; """


@pytest.fixture
def victim(office: Office, new_domain: str) -> Iterator[Website]:
    office.add_customer("株式会社となり", new_domain)
    office.settled(new_domain)
    site = Website(office, new_domain)
    for path in ("htdocs/wp-config.txt", "private/key.txt"):
        site.put(path, SECRET)
    yield site
    for path in ("htdocs/wp-config.txt", "private/key.txt"):
        assert (site.gate / path).read_text() == SECRET


@pytest.fixture
def attacker(office: Office) -> Iterator[Website]:
    site = Website(office, "sample.example")
    yield site
    site.put("htdocs/.htaccess", "")


def as_site(site: Website, program: str) -> bool:
    """Whether the customer's own program gets to its end."""
    argv = ("/usr/bin/python3", "-c", f"import os\n{program}")
    done = subprocess.run(argv, user=site.uid, group=site.uid, extra_groups=(), cwd=site.gate / "htdocs")
    return done.returncode == 0


@pytest.mark.feature("D4")
def test_case_028_links_of_both_kinds_give_nothing_by_ftp_sftp_and_backup(
    office: Office,
    programs: MailPrograms,
    demo: dict[str, Any],
    victim: Website,
    attacker: Website,
    tmp_path: Path,
) -> None:
    theirs = victim.gate / "htdocs" / "wp-config.txt"
    attacker.put("htdocs/to-file.txt", str(theirs), kind="link")
    attacker.put("htdocs/to-folder", str(victim.gate), kind="link")
    assert not as_site(attacker, f"os.link({str(theirs)!r}, 'twice.txt')")
    assert not as_site(attacker, f"os.listdir({str(victim.gate)!r})")
    access = demo["web"]["ftp"]
    with logged_in(office, access["login"], access["password"]) as ftp:
        for deed in _by_ftp(ftp, theirs):
            with pytest.raises(ftplib.error_perm):
                deed()
    said = _by_sftp(office, access, theirs, tmp_path)
    assert SECRET not in said
    assert not any(SECRET in path.read_text(errors="replace") for path in tmp_path.rglob("*") if path.is_file())

    browser = Browser(programs, office.config.hostname).log_in(Person(**demo["administrator"]))
    ended(browser, browser.submit(browser.get(BACKUP), "/make/", {}))
    number = NUMBER.findall(browser.get(BACKUP).text)[0]
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies())
    with contextlib.closing(dial(programs, office.config.hostname)) as connection:
        connection.request("GET", f"{BACKUP}{number}/download/", headers={"Cookie": cookies})
        packed = gzip.decompress(connection.getresponse().read())
    assert b"to-file.txt" in packed and SECRET.encode() not in packed
    as_site(attacker, "os.unlink('to-file.txt'); os.mkdir('to-file.txt')")
    browser.submit(browser.get(f"{BACKUP}{number}/restore/"), "/restore/", {"what": "all"})
    assert SECRET not in attacker.visit("/to-file.txt").text


def _by_ftp(ftp: ftplib.FTP_TLS, theirs: Path) -> Iterator[Callable[[], object]]:
    """What reads and what writes."""
    for path in ("to-file.txt", "to-folder/htdocs/wp-config.txt", str(theirs), f"../../{theirs.parent.parent.name}/x"):
        yield lambda path=path: ftp.retrbinary(f"RETR {path}", lambda piece: None)
        yield lambda path=path: ftp.storbinary(f"STOR {path}", io.BytesIO(b"broken"))
        yield lambda path=path: ftp.voidcmd(f"SITE CHMOD 777 {path}")
        yield lambda path=path: ftp.voidcmd(f"MFMT 20200101000000 {path}")
    yield lambda: ftp.cwd("to-folder")
    yield lambda: ftp.rename("index.html", str(theirs))


def _by_sftp(office: Office, access: dict[str, str], theirs: Path, place: Path) -> str:
    """What lftp says; what it gets is in `place`."""
    ssh = "ssh -a -x -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
    url = f"sftp://{office.config.settings.box.listen}:{office.config.ports.sftp}"
    commands = (
        *("set net:max-retries 1", "set sftp:auto-confirm yes", f'set sftp:connect-program "{ssh}"'),
        *("set cmd:fail-exit no", f"open --user {access['login']} --env-password {url}", f"lcd {place}"),
        *("get to-file.txt -o a", "get to-folder/htdocs/wp-config.txt -o b", f"get {theirs} -o c"),
        *(f"ln -s {theirs} by-sftp.txt", f"ln {theirs} hard.txt", "get by-sftp.txt -o d", "get hard.txt -o e"),
        *("cls -l to-folder/", "chmod 777 to-file.txt", "put -a /etc/hostname -o to-file.txt"),
    )
    done = subprocess.run(
        ("lftp", "-c", "; ".join(commands)),
        env={**os.environ, "LFTP_PASSWORD": access["password"], "HOME": str(place)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout + done.stderr


def talk(site: Website, where: str, *lines: str, is_greeted: bool = False) -> str:
    """What a page of the site gets to hear."""
    told = base64.b64encode(json.dumps([where, is_greeted, lines]).encode()).decode()
    name = f"talk-{zlib.crc32(told.encode())}.php"  # PHP looks only now and then whether a file has changed
    site.put(f"htdocs/{name}", TALK % told)
    return site.visit(f"/{name}").text.partition("\n\n")[2].strip()


@pytest.mark.feature("D2")
def test_case_039_the_boxs_own_services_do_nothing_for_a_customers_php(attacker: Website, victim: Website) -> None:
    config = attacker.office.config
    mail = ("HELO php.example", "MAIL FROM:<a@out.example>", "RCPT TO:<b@elsewhere.example>", "QUIT")
    for port, refusal in (
        (config.ports.redirect, "Not for you"),
        (config.ports.notices, "Not for you"),
        (config.ports.smtp, "Relay access denied"),
        (config.ports.submission, "Must issue a STARTTLS command first"),
    ):
        heard = talk(attacker, f"tcp://127.0.0.1:{port}", *mail, is_greeted=True)
        assert refusal in heard, (port, heard)
    ask = "POST /?command=allow HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}"
    assert "401" in talk(attacker, f"tcp://127.0.0.1:{config.ports.guard}", ask)
    assert "401" in talk(attacker, f"unix://{config.guard_socket}", ask.replace("allow", "sessions"))
    forged = "\r\n".join(
        f"{name}: 203.0.113.9" for name in ("X-Real-IP", "X-Forwarded-For", "X-Client-IP", "Forwarded")
    )
    attacker.put("htdocs/who.php", "<?php echo '[', $_SERVER['REMOTE_ADDR'], ']';")
    request = f"GET /who.php HTTP/1.0\r\nHost: www.{attacker.domain}\r\n{forged}\r\n"
    assert "[127.0.0.1]" in talk(attacker, f"tcp://127.0.0.1:{config.ports.apache}", request)
    wish = json.dumps({"verb": "site_log", "domain": victim.domain, "host": victim.domain})
    refused = talk(attacker, f"unix://{config.agent_socket}", wish)
    assert "lines" not in refused and "refused" in refused, refused
    for path in (config.filter_in_socket, config.filter_out_socket):
        assert "220" not in talk(attacker, f"unix://{path}", "LHLO x", "MAIL FROM:<>", is_greeted=True)
    look_up = f"VERSION\t1\t1\nPID\t1\nUSER\t1\tadministrator@{victim.domain}\tservice=imap\n"
    assert "USER\t1\t" not in talk(attacker, f"unix://{config.dovecot_run}/auth-userdb", look_up)
    for path in (config.clamd_socket, config.spamd_socket, config.supervisor_socket, config.web_socket):
        assert talk(attacker, f"unix://{path}") == "closed", path


@pytest.mark.feature("D2")
def test_case_041_settings_in_files_of_the_site_widen_nothing(attacker: Website, victim: Website) -> None:
    aims = {"file": victim.gate / "htdocs" / "wp-config.txt"}
    attacker.put("htdocs/ask.php", ASK % aims)
    settings = "open_basedir = /\nauto_prepend_file = /etc/shadow\ndisable_functions =\nallow_url_include = 1\n"
    attacker.put("htdocs/.user.ini", settings)
    try:
        for htaccess in (
            "",
            "php_value auto_prepend_file /etc/shadow\nphp_admin_value open_basedir /\n",
            "SetHandler server-status\n",
            'SetEnv PHP_VALUE "auto_prepend_file=/etc/shadow"\n',
            f"SetHandler proxy:unix:{attacker.office.config.home('phpfpm')}/ping/own|fcgi://x/\n",
        ):
            attacker.put("htdocs/.htaccess", htaccess)
            for name in ("ask.php", ".user.ini"):
                text = attacker.visit(f"/{name}").text
                assert not any(word in text for word in ("root:", SECRET, "LIFTED", "Server Version")), (htaccess, text)
    finally:
        attacker.put("htdocs/.user.ini", "")


MAIL = """<?php
$sent = mail('hanako@out.example', "ご注文\\r\\nBcc: evil@out.example\\r\\n\\r\\nx", '本文', %(header)s,
    '-X%(trace)s -OQueueDirectory=/tmp -C%(trace)s -fboss@sample.example; touch %(trace)s');
echo '[', var_export($sent, true), ']';
"""


@pytest.mark.feature("D2")
def test_case_040_phps_mail_goes_out_in_the_sites_name_and_does_nothing_else(victim: Website, outside: Sink) -> None:
    trace, message_id = victim.gate / "tmp" / "trace.php", f"<shop@{victim.domain}>"
    header = f"['From' => 'visitor@elsewhere.example', 'Message-ID' => '{message_id}']"
    victim.put("htdocs/mail.php", MAIL % {"header": header, "trace": trace})
    assert "[true]" in victim.visit("/mail.php").text
    (mail,) = outside.wait_for(message_id)
    assert (mail.sender, mail.recipients) == (f"postmaster@{victim.domain}", ("hanako@out.example",))
    head = mail.content.partition(b"\r\n\r\n")[0].decode()
    assert f"From: postmaster@{victim.domain}" in head and "Reply-To: visitor@elsewhere.example" in head
    assert "\nBcc:" not in head and not trace.exists()
    for crooked in ('"X-A: b\\r\\n\\r\\nbody"', '"From: a@out.example\\r\\n and no field\\nx"'):
        victim.put("htdocs/crooked.php", MAIL % {"header": crooked, "trace": trace})
        assert "[true]" not in victim.visit("/crooked.php").text
    heard = talk(victim, f"tcp://127.0.0.1:{victim.office.config.ports.site_mail}", *FORGED, is_greeted=True)
    assert "rejected: Not for you" in heard, heard


FORGED = ("HELO x", "MAIL FROM:<administrator@sample.example>", "RCPT TO:<hanako@out.example>", "DATA", "QUIT")


@pytest.mark.feature("D10")
def test_case_118_a_flood_at_one_site_leaves_the_others_theirs(attacker: Website, victim: Website) -> None:
    config = victim.office.config
    victim.put("htdocs/slow.php", "<?php sleep(5); echo 'late';")
    attacker.put("htdocs/quick.php", "<?php echo 'quick';")
    with contextlib.ExitStack() as flood:
        waiting = [
            flood.enter_context(socket.create_connection((config.settings.box.listen, config.ports.http), TIMEOUT))
            for _ in range(MAX_OF_SITE + 10)
        ]
        for connection in waiting:
            connection.sendall(f"GET /slow.php HTTP/1.0\r\nHost: www.{victim.domain}\r\n\r\n".encode())
        until(lambda: len(select.select(waiting, (), (), 0)[0]) >= 10)
        assert attacker.visit("/quick.php").text.endswith("quick") and attacker.visit("/index.html").status == 200
        refused = select.select(waiting, (), (), 0)[0]
        assert len(refused) == 10 and all(b" 503 " in connection.recv(99) for connection in refused)
    until(lambda: victim.visit("/index.html").status == 200)


@pytest.mark.feature("D8")
def test_case_007_no_line_end_of_an_address_becomes_a_header(
    office: Office, programs: MailPrograms, attacker: Website
) -> None:
    config = office.config
    for host in (config.hostname, "localhost", f"www.{attacker.domain}"):
        for path in ("/%0d%0aX-Inj:1", "/%0aX-Inj:1", "/a?b=%0d%0aX-Inj:1", "/.fumibako/errors/%0d%0aX-Inj:1"):
            assert "\nX-Inj" not in attacker.visit(path, host=host).text.partition("\n\n")[0]
    for path in ("/s1_shop/%0aX-Inj:1", "/s1_shop/%0a", "/s1_shop/%0d%0a"):
        with contextlib.closing(dial(programs, config.hostname)) as connection:
            connection.port = config.ports.phpmyadmin
            connection.request("GET", path)
            answer = connection.getresponse()
            assert answer.getheader("X-Inj") is None
            assert (answer.getheader("Location") or "").endswith(("/databases/", "/s1_shop/index.php")), path


@pytest.mark.feature("D8")
def test_case_008_no_alias_leads_beside_its_directory(
    office: Office, programs: MailPrograms, attacker: Website
) -> None:
    browser = Browser(programs, office.config.hostname)
    for path in ("/static../secrets/django", "/static../fumibako.toml", "/static/%2e%2e/secrets/django", "/away.html"):
        assert browser.get(path).status == 404, path
    config = office.config
    for path in ("/s1_a/js../config.inc.php", "/s1_a/js/%2e%2e/%2e%2e/%2e%2e/etc/x.js", "/s1_a/themes../index.php"):
        with contextlib.closing(dial(programs, config.hostname)) as connection:
            connection.port = config.ports.phpmyadmin
            connection.request("GET", path)
            assert connection.getresponse().status in (303, 400, 404), path
    for path in (
        "/.fumibako/errors../unknown.html",
        "/.fumibako/errors/%2e%2e/suspended.html",
        "/.away/site_away.html",
    ):
        assert attacker.visit(path).status == 404, path


@pytest.mark.feature("D11")
def test_case_126_an_authoritys_question_is_answered_by_us_only(attacker: Website) -> None:
    answers = attacker.office.config.acme / "answers" / ".well-known" / "acme-challenge"
    (answers.parent.parent / "beside.txt").write_text("beside")
    (answers / "token-1").write_text("ours")
    try:
        attacker.put("htdocs/.htaccess", "RewriteEngine On\nRewriteRule . /index.html [L]\n")
        attacker.put("htdocs/.well-known/acme-challenge/token-1", "theirs")
        assert attacker.visit("/.well-known/acme-challenge/token-1").text.endswith("\nours")
        for path in (
            "../../beside.txt",
            "%2e%2e/%2e%2e/beside.txt",
            "..%2f..%2fbeside.txt",
            "../../../../secrets/django",
        ):
            answer = attacker.visit(f"/.well-known/acme-challenge/{path}")
            assert not answer.text.endswith("\nbeside"), path
    finally:
        (answers.parent.parent / "beside.txt").unlink()
        (answers / "token-1").unlink()
