"""HTTPS on customers' own names (D11): from the page to what a browser is shown."""

import http.client
import json
import socket
import ssl
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from tests.authority import Issued, root
from tests.conftest import AUTHORITY_PORT, Box
from tests.journeys.clients import TIMEOUT, MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.web import Browser
from tests.journeys.website import Website

pytestmark = [pytest.mark.box, pytest.mark.feature("D11")]
ROOT = root("Journey Root")
BETWEEN = ROOT.issue("Journey Intermediate", is_authority=True)
CHAIN = BETWEEN.pem + ROOT.pem


@pytest.fixture
def administrator(office: Office, new_domain: str) -> Person:
    person = office.add_customer("株式会社証明", new_domain)
    office.settled(new_domain)
    return person


def shown(config: Config, name: str) -> str:
    """The certificate that a browser gets which asks for that name."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection((config.settings.box.listen, config.ports.https), TIMEOUT) as plain,
        context.wrap_socket(plain, server_hostname=name) as secured,
    ):
        return ssl.DER_cert_to_PEM_cert(secured.getpeercert(binary_form=True) or b"")


def page(config: Config, name: str, trusted: str, path: str = "/") -> str:
    """As a browser opens it that trusts this root and checks everything."""
    context = ssl.create_default_context(cadata=trusted)
    with (
        socket.create_connection((config.settings.box.listen, config.ports.https), TIMEOUT) as plain,
        context.wrap_socket(plain, server_hostname=name) as secured,
    ):
        secured.sendall(f"GET {path} HTTP/1.0\r\nHost: {name}\r\n\r\n".encode())
        return b"".join(iter(lambda: secured.recv(4096), b"")).decode()


def test_case_022_a_certificate_is_asked_for_checked_installed_and_seen_by_sni(
    box: Box, office: Office, programs: MailPrograms, administrator: Person
) -> None:
    domain, config = administrator.domain, office.config
    site, www = Website(office, domain), f"www.{domain}"
    site.put("htdocs/index.php", "<?php echo 'secured: ', $_SERVER['HTTPS'];")
    site.put("htdocs/index.html", "open to all")
    before = shown(config, www)
    browser, here = Browser(programs, config.hostname).log_in(administrator), f"/admin/web/ssl/{domain}/"
    asked = browser.submit(browser.get(f"{here}request/"), "/request/", {"kind": "ec", "organization": "Shomei K.K."})
    request = asked.text[asked.text.index("-----BEGIN CERTIFICATE REQUEST") :].partition("</textarea>")[0]
    answer = BETWEEN.issue(domain, www, request=request)

    def install(issued: Issued, key: str = "") -> str:
        filled = {"certificate": issued.pem, "chain": CHAIN, "key": key}
        return browser.submit(browser.get(f"{here}install/"), "/install/", filled).text

    assert "この証明書は、別の秘密鍵のものです" in install(BETWEEN.issue(domain, www))
    assert "有効期限が切れて" in install(BETWEEN.issue(domain, www, days=(-9, -1)))
    assert "のものではありません" in install(BETWEEN.issue("other.example"))
    assert shown(config, www) == before, "the portal's own, as for every name without one"
    assert "証明書を設定しました" in install(answer)
    office.settled(domain)
    until(lambda: shown(config, www) == answer.pem, 10)
    assert "secured: on" in page(config, www, ROOT.pem, "/index.php")
    assert "open to all" in page(config, domain, ROOT.pem, "/index.html")
    assert "open to all" in site.visit("/index.html").text

    other = office.add_customer("株式会社隣", f"next-{domain}")
    office.settled(other.domain)
    theirs = BETWEEN.issue(other.domain)
    files = {name: config.state / f"{name}.pem" for name in ("certificate", "chain", "key")}
    for path, text in zip(files.values(), (theirs.pem, CHAIN, theirs.key), strict=True):
        path.write_text(text)
    command = ("certificate", "install", other.domain, str(files["certificate"]), "--chain", str(files["chain"]))
    told = json.loads(box.command(*command, "--key", str(files["key"]), "--json"))
    assert (told["publication"], told["covered"]) == ("live", [other.domain])
    until(lambda: shown(config, other.domain) == theirs.pem, 10)
    assert shown(config, www) == answer.pem, "another customer's is untouched"
    assert shown(config, f"www.{other.domain}") == before, "a name that no certificate is for"

    browser.submit(browser.get(here), "/redirect/", {"redirects": "1"})
    office.settled(domain)
    until(lambda: site.visit("/a?b=c").status == 301, 10)
    assert f"Location: https://{www}:{config.ports.https}/a?b=c" in site.visit("/a?b=c").text
    _assert_hidden(config, other.domain, theirs.key)
    for path in files.values():
        path.unlink()


def _assert_hidden(config: Config, domain: str, key: str) -> None:
    """Root's, in a directory of root's, and in no log, table or page."""
    (kept,) = config.site_keys(domain).iterdir()
    assert kept.read_text() == key
    assert (kept.stat().st_mode & 0o777, kept.stat().st_uid) == (0o600, 0)
    assert (config.site_keys(domain).stat().st_mode & 0o777, config.site_keys(domain).stat().st_uid) == (0o700, 0)
    line = key.splitlines()[1].encode()
    for place in (config.log, config.database_file.parent, config.site_logs(domain)):
        assert not [path for path in place.rglob("*") if path.is_file() and line in path.read_bytes()]


@pytest.fixture
def authority(office: Office) -> Iterator[str]:
    """pebble, a small authority that asks at this box's port; its root. Every name is this machine."""
    config, port = office.config, office.config.ports[AUTHORITY_PORT]
    issued = ROOT.issue("localhost")
    directory = config.state / "authority"
    directory.mkdir(exist_ok=True)
    (config.state / "authority.pem").write_text(ROOT.pem)
    (directory / "certificate.pem").write_text(issued.pem)
    (directory / "key.pem").write_text(issued.key)
    (directory / "config.json").write_text(_pebble(config, directory))
    names = subprocess.Popen(
        (
            *("pebble-challtestsrv", "-defaultIPv4", config.settings.box.listen, "-defaultIPv6", "", "-http01", ""),
            *("-https01", "", "-tlsalpn01", "", "-dns01", f"127.0.0.1:{port - 2}"),
            *("-management", f"127.0.0.1:{port - 3}"),
        ),
        stdout=subprocess.DEVNULL,
    )
    pebble = subprocess.Popen(
        ("pebble", "-config", str(directory / "config.json"), "-dnsserver", f"127.0.0.1:{port - 2}"),
        env={"PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0"},
        stdout=subprocess.DEVNULL,
    )
    context = ssl.create_default_context(cadata=ROOT.pem)
    context.check_hostname = False
    try:
        deadline = time.monotonic() + TIMEOUT
        while True:
            try:
                with urllib.request.urlopen(f"https://127.0.0.1:{port - 1}/roots/0", context=context) as answer:
                    yield answer.read().decode()
                break
            except (OSError, http.client.HTTPException):
                assert time.monotonic() < deadline, "pebble does not answer"
                time.sleep(0.05)
    finally:
        for process in (pebble, names):
            process.kill()
            process.wait()


def _pebble(config: Config, directory: Path) -> str:
    port = config.ports[AUTHORITY_PORT]
    settings = {
        "listenAddress": f"127.0.0.1:{port}",
        "managementListenAddress": f"127.0.0.1:{port - 1}",
        "certificate": str(directory / "certificate.pem"),
        "privateKey": str(directory / "key.pem"),
        "httpPort": config.ports.http,
        "tlsPort": config.ports.https,
        "ocspResponderURL": "",
        "externalAccountBindingRequired": False,
    }
    return json.dumps({"pebble": settings})


def lead(config: Config, host: str, *addresses: str) -> None:
    """From now on the authority finds the name there; without addresses, at this box again."""
    what, values = ("add-a", {"addresses": addresses}) if addresses else ("clear-a", {})
    body = json.dumps({"host": f"{host}.", **values}).encode()
    urllib.request.urlopen(f"http://127.0.0.1:{config.ports[AUTHORITY_PORT] - 3}/{what}", body, TIMEOUT).close()


def test_a_free_certificate_is_ordered_for_chosen_names_and_used(
    box: Box, office: Office, programs: MailPrograms, administrator: Person, authority: str
) -> None:
    domain, config = administrator.domain, office.config
    www, before = f"www.{domain}", shown(config, domain)
    browser, here = Browser(programs, config.hostname).log_in(administrator), f"/admin/web/ssl/{domain}/"
    lead(config, www, "127.0.0.9")
    browser.submit(browser.get(f"{here}order/"), "/order/", {"names": [domain]})
    until(lambda: "自動更新" in browser.get(here).text, 30)
    office.settled(domain)
    until(lambda: "Pebble" in _issuer(shown(config, domain)), 10)
    assert "準備中" in page(config, domain, authority)
    assert shown(config, www) == before, "nobody has asked for one"

    order = ("certificate", "order", domain, "--name", domain, "--name", www, "--json")
    with pytest.raises(AssertionError, match=f"could not check {www}"):
        box.command(*order)
    assert "準備中" in page(config, domain, authority), "what is installed stays"
    lead(config, www)
    told = json.loads(box.command(*order))
    assert (told["chosen"], told["covered"], told["is_automatic"]) == ([domain, www], [domain, www], True)
    office.settled(domain)
    until(lambda: shown(config, www) != before, 10)
    assert "準備中" in page(config, www, authority)
    answers = config.acme / "answers" / ".well-known" / "acme-challenge"
    assert list(answers.iterdir()) == []

    told = json.loads(box.command("certificate", "change", domain, "--redirect", "on", "--json"))
    assert told["redirects"] and told["publication"] == "live"
    told = json.loads(box.command("certificate", "request", f"{domain}", "--kind", "ec", "--json"))
    assert "BEGIN CERTIFICATE REQUEST" in told["request"] and told["covered"], "what is in use stays"
    box.command("certificate", "remove", domain, "--yes")
    until(lambda: shown(config, domain) == before, 10)


def _issuer(pem: str) -> str:
    return subprocess.run(
        ("openssl", "x509", "-noout", "-issuer"), input=pem, capture_output=True, text=True, check=True
    ).stdout
