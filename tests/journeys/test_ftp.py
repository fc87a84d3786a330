"""The customer's own FTP programs (D5): FTP with TLS, implicit TLS, SFTP; password and addresses from the page."""

import contextlib
import ftplib
import io
import os
import re
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.portal import run_as_background
from tests.journeys.web import Browser
from tests.journeys.website import Website

pytestmark = [pytest.mark.box, pytest.mark.feature("D5")]
PASSWORD = re.compile(r'id="copy_password">([^<]+)<')


@contextlib.contextmanager
def logged_in(office: Office, login: str, password: str, source: str = "127.0.0.1") -> Iterator[ftplib.FTP_TLS]:
    context = ssl.create_default_context(cafile=str(office.config.tls / "certificate.pem"))
    context.check_hostname = False
    ftp = ftplib.FTP_TLS(context=context, source_address=(source, 0), timeout=30)
    ftp.connect(office.config.settings.box.listen, office.config.ports.ftp)
    try:
        ftp.login(login, password)
        ftp.prot_p()
        yield ftp
    finally:
        ftp.close()


def refused(office: Office, login: str, password: str, source: str = "127.0.0.1") -> bool:
    try:
        with logged_in(office, login, password, source):
            return False
    except (ftplib.error_perm, EOFError, ConnectionError):
        return True


@pytest.fixture
def administrator(office: Office, new_domain: str) -> Person:
    person = office.add_customer("株式会社エフティーピー", new_domain)
    office.settled(new_domain)
    return person


def test_a_password_from_the_page_uploads_the_site_and_a_new_one_ends_it(
    office: Office, programs: MailPrograms, administrator: Person
) -> None:
    domain = administrator.domain
    site, browser = Website(office, domain), Browser(programs, office.config.hostname)
    browser.log_in(administrator)
    assert refused(office, domain, "Mada-nani-mo-nai-1")

    def new_password() -> str:
        password = set_password(browser)
        office.settled(domain)
        return password

    first = new_password()
    with logged_in(office, domain, first) as ftp:
        ftp.storbinary("STOR index.html", io.BytesIO("<p>ようこそ</p>".encode()))
        assert "ようこそ" in site.visit().text
        assert (site.gate / "htdocs" / "index.html").stat().st_uid == site.uid
        ftp.cwd("/")
        assert {"htdocs", "private"} <= set(ftp.nlst())
        for path in ("../../../etc", "/etc", f"../{administrator.domain}"):
            with pytest.raises(ftplib.error_perm):
                ftp.cwd(path)
        with pytest.raises(ftplib.error_perm):
            ftp.sendcmd("SITE SYMLINK /etc/passwd htdocs/x")
        second = new_password()
        until(lambda: is_cut_off(ftp), 10)
    assert refused(office, domain, first)
    with logged_in(office, domain, second) as ftp:
        assert "index.html" in ftp.nlst()
    set_web_disk(office, domain, 2 << 20)
    site.put("htdocs/by-php.bin", "x" * (1 << 20))
    with logged_in(office, domain, second) as ftp:
        assert "quota reached" in why_not_stored(ftp, "large.bin", 3 << 20)
        assert "large.bin" not in ftp.nlst()
    site.put("htdocs/by-php.bin", "x" * (3 << 20))
    with logged_in(office, domain, second) as ftp:
        assert "quota exceeded" in why_not_stored(ftp, "small.txt", 1)
    set_web_disk(office, domain, 10 << 20)
    others_hold(office, domain, 9 << 20)
    with logged_in(office, domain, second) as ftp:
        assert "quota exceeded" in why_not_stored(ftp, "small.txt", 1)
    office.suspend_customer(domain)
    office.settled(domain)
    assert refused(office, domain, second)


def why_not_stored(ftp: ftplib.FTP, name: str, size: int) -> str:
    """What the server says; it may say so in the middle, and hang up there."""
    try:
        ftp.storbinary(f"STOR {name}", io.BytesIO(bytes(size)))
    except ssl.SSLError:
        with pytest.raises(ftplib.error_perm) as refused:
            ftp.voidresp()
        return str(refused.value)
    except ftplib.error_perm as refused_at_once:
        return str(refused_at_once)
    return "stored"


def set_web_disk(office: Office, domain: str, most: int) -> None:
    """As an order does that begins or ends."""
    run_as_background(
        office.config,
        f"""
from fumibako.chapters.contract.plans.models import Contract
from fumibako.chapters.hosting.sites.services import publish_sites
contract = Contract.objects.get(customer__domains__name={domain!r})
contract.web_disk_bytes = {most}
contract.save()
publish_sites(contract.customer)
result = None
""",
    )
    office.settled(domain)


def others_hold(office: Office, domain: str, number: int) -> None:
    """As `ftp/limits.py` has counted the contract's other sites."""
    run_as_background(
        office.config,
        f"""
from fumibako.chapters.hosting.ftp.models import FtpAccess
from fumibako.chapters.hosting.sites.services import publish_sites
access = FtpAccess.objects.get(site__domain__name={domain!r})
access.others_bytes = {number}
access.save()
publish_sites(access.site.domain.customer)
result = None
""",
    )
    office.settled(domain)


def set_password(browser: Browser) -> str:
    path = "/admin/web/ftp/password/"
    found = PASSWORD.search(browser.submit(browser.get(path), path, {"password_by": "made"}).text)
    assert found
    return found[1]


def is_cut_off(ftp: ftplib.FTP) -> bool:
    try:
        ftp.voidcmd("NOOP")
    except (ftplib.Error, OSError, EOFError):
        return True
    return False


def test_only_the_allowed_addresses_log_in(office: Office, programs: MailPrograms, administrator: Person) -> None:
    domain, browser = administrator.domain, Browser(programs, office.config.hostname)
    browser.log_in(administrator)
    password = set_password(browser)
    page = browser.submit(
        browser.get("/admin/web/ftp/"), "/admin/web/ftp/", {"networks": "127.0.0.7\n１０．０．０．０／８"}
    )
    assert page.status == 200
    office.settled(domain)
    assert refused(office, domain, password)
    with logged_in(office, domain, password, "127.0.0.7") as ftp:
        assert "index.html" in ftp.nlst()
    page = browser.submit(browser.get("/admin/web/ftp/"), "/admin/web/ftp/", {"networks": "127.0.0.7/8"})
    assert (page.status, "127.0.0.0/8" in page.text) == (422, True)


def test_sftp_and_implicit_tls_lead_to_the_same_place(office: Office, demo: dict[str, Any], tmp_path: Path) -> None:
    access, host, ports = demo["web"]["ftp"], office.config.settings.box.listen, office.config.ports
    ssh = "ssh -a -x -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
    (tmp_path / "by.txt").write_text("placed")
    for number, url in enumerate((f"sftp://{host}:{ports.sftp}", f"ftps://{host}:{ports.ftps}")):
        commands = (
            *("set net:max-retries 2", "set sftp:auto-confirm yes", f'set sftp:connect-program "{ssh}"'),
            *("set ssl:verify-certificate no", f"open --user {access['login']} --env-password {url}"),
            *(f"put {tmp_path}/by.txt -o by-{number}.txt", f"symlink /etc/passwd way-out-{number}.txt", "cls"),
        )
        done = subprocess.run(
            ("lftp", "-c", "; ".join(commands)),
            env={**os.environ, "LFTP_PASSWORD": access["password"], "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert Website(office, access["login"]).visit(f"/by-{number}.txt").text.endswith("placed"), done.stderr
        assert f"way-out-{number}.txt" not in done.stdout
