"""How soon the portal's pages begin to arrive, and how much comes with them (UI.md section 6: U1, U2, U4).

    python -m bench.pages --state DIR [--accounts 10000] [--requests 100]

DIR is a running test box with its demo customer; the first run adds a customer with that many accounts to its database
(rows that count as live: no daemon knows them), which stays. Each page is asked for warm, one request after the other:

- through nginx by TLS on a connection that stays open: median and p95 of the time to the first byte, against U4's cap;
- at gunicorn's own socket, and in turn with it a bare Django view under the same gunicorn: the ratio of the medians.

Bytes are what a first visit transfers, compressed: the page, its script, its style sheet.
"""

import argparse
import contextlib
import gzip
import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fumibako.machine.conf import Config, load
from tests.journeys.clients import MailPrograms, NamedContext, Person
from tests.journeys.office import SOURCE, Office, Refused
from tests.journeys.web import Browser

LARGE = "pages.full.example"
PASSWORD = "Kaban-to-kasa-77"
WARM = 10
RATE = 18  # requests a second; above 20 nginx would slow us down


@dataclass(frozen=True)
class Page:
    """cap: U4's limit for the p95, in ms; who: whose cookies it is asked with."""

    path: str
    cap: int
    who: str = ""


PAGES = (
    Page("/", 80),
    Page("/login/", 80),
    Page("/console/login/", 80),
    Page("/admin/", 150, "administrator"),
    Page("/admin/accounts/add/", 150, "administrator"),
    Page("/user/", 150, "user"),
    Page("/user/forwarding/", 150, "user"),
    Page("/user/sessions/", 150, "user"),
    Page("/console/", 150, "operator"),
    Page("/console/customers/", 150, "operator"),
    Page("/console/health/", 150, "operator"),
    Page("/admin/accounts/", 250, "large"),
    Page("/admin/accounts/?page=150", 250, "large"),
    Page("/admin/accounts/?sort=-created_at", 250, "large"),
    Page("/admin/accounts/?search=u77", 250, "large"),
    Page("/admin/accounts/?search=商店&sort=display_name", 250, "large"),
)


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--accounts", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=100)
    given = parser.parse_args(argv)
    office = Office(load(state=given.state))
    config, status = office.config, office.status()
    programs = MailPrograms.of(status, config.tls / "certificate.pem", config.hostname)
    large = _large_customer(office, given.accounts)
    cookies = {
        "": "",
        "large": _cookies(Browser(programs, config.hostname).log_in(large)),
        "administrator": _cookies(Browser(programs, config.hostname).log_in(Person(**status["demo"]["administrator"]))),
        "user": _cookies(Browser(programs, config.hostname).log_in(Person(**status["demo"]["users"][0]))),
        "operator": _cookies(_operator(Browser(programs, config.hostname), status["demo"]["operator"])),
    }
    print(f"{'page':46} {'median':>7} {'p95':>7} {'cap':>5}   {'x bare':>6} {'bytes':>7}")
    with _bare(config) as bare:
        for page in PAGES:
            _look(page, cookies[page.who], config, programs, bare, given.requests)
    _transfer(config, programs, cookies)


def _look(page: Page, cookies: str, config: Config, programs: MailPrograms, bare: Path, requests: int) -> None:
    path = urllib.parse.quote(page.path, safe="/?=&-")
    headers = {"Host": config.hostname, "Cookie": cookies, "Accept-Encoding": "gzip", "Accept-Language": "ja"}
    outside = _Tls(programs.host, programs.ports["https"], programs.context)
    seconds, size = [], 0
    for number in range(WARM + requests):
        time.sleep(1 / RATE)
        taken, size = _ask(outside, path, headers)
        seconds += [taken] if number >= WARM else []
    ours, least = [], []
    for _ in range(requests):
        with contextlib.closing(_Unix(config.web_socket)) as connection:
            ours.append(_ask(connection, path, {**headers, "X-Forwarded-Proto": "https"})[0])
        with contextlib.closing(_Unix(bare)) as connection:
            least.append(_ask(connection, "/", {"Host": "bare"})[0])
    ordered = sorted(seconds)
    p95 = ordered[round(0.95 * (len(ordered) - 1))] * 1000
    ratio = statistics.median(ours) / statistics.median(least)
    verdict = "" if p95 <= page.cap else "  OVER"
    shown = f"{page.path} {f'({page.who})' if page.who else ''}"
    print(
        f"{shown:46} {statistics.median(ordered) * 1000:6.1f}ms {p95:5.1f}ms {page.cap:5}   "
        f"{ratio:6.1f} {size:7}{verdict}"
    )


def _ask(connection: http.client.HTTPConnection, path: str, headers: dict[str, str]) -> tuple[float, int]:
    started = time.perf_counter()
    connection.request("GET", path, headers={name: value for name, value in headers.items() if value})
    answer = connection.getresponse()  # returns when the head of the answer is here
    taken = time.perf_counter() - started
    size = len(answer.read())
    assert answer.status == 200, (path, answer.status)
    return taken, size


def _transfer(config: Config, programs: MailPrograms, cookies: dict[str, str]) -> None:
    """Script and style of a first visit; nothing may come from elsewhere."""
    connection = _Tls(programs.host, programs.ports["https"], programs.context)
    for who, path, most in (("", "/login/", 5), ("administrator", "/admin/", 25), ("operator", "/console/", 25)):
        headers = {"Host": config.hostname, "Cookie": cookies[who], "Accept-Encoding": "gzip"}
        connection.request("GET", path, headers={name: value for name, value in headers.items() if value})
        text = _unzipped(connection.getresponse())
        foreign = [url for url in re.findall(r'(?:src|href)="(https?:[^"]*)"', text) if config.hostname not in url]
        assert not foreign, foreign
        sizes = {}
        for kind, pattern in _PARTS.items():
            sizes[kind] = 0
            for url in re.findall(pattern, text):
                connection.request("GET", url, headers=headers)
                sizes[kind] += len(connection.getresponse().read())
        print(
            f"first visit {path:12} script {sizes['script'] / 1024:5.1f} KB of {most} (U1), "
            f"style {sizes['style'] / 1024:5.1f} KB of 20 (U2), page {len(text.encode()) / 1024:.1f} KB unpacked"
        )


def _unzipped(answer: http.client.HTTPResponse) -> str:
    content = answer.read()
    return (gzip.decompress(content) if answer.headers.get("Content-Encoding") == "gzip" else content).decode()


_PARTS = {"script": r'<script[^>]* src="([^"]+)"', "style": r'<link rel="stylesheet" href="([^"]+)"'}


class _Tls(http.client.HTTPSConnection):
    """To the box's address whatever its name is."""

    def __init__(self, host: str, port: int, context: NamedContext) -> None:
        super().__init__(host, port, context=context, timeout=30)


class _Unix(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("unix", timeout=30)
        self._path = str(path)

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


@contextlib.contextmanager
def _bare(config: Config) -> Iterator[Path]:
    """A bare Django under the same gunicorn, with the portal's own arguments."""
    with tempfile.TemporaryDirectory(prefix="fb-bare-", dir="/tmp") as directory:
        path = Path(directory) / "http"
        command = (
            *(sys.executable, "-m", "gunicorn", "bench.bare:application", "--bind", f"unix:{path}"),
            *("--workers", "2", "--threads", "4", "--worker-class", "gthread", "--no-control-socket"),
        )
        server = subprocess.Popen(command, env=_environment(config), stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 30
            while not path.exists() and time.monotonic() < deadline:
                time.sleep(0.05)
            yield path
        finally:
            server.terminate()
            server.wait()


def _cookies(browser: Browser) -> str:
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies())


def _operator(browser: Browser, login: dict[str, str]) -> Browser:
    page = browser.submit(browser.get("/console/login/"), "/console/login/", login)
    assert page.path == "/console/", page.text
    return browser


def _large_customer(office: Office, accounts: int) -> Person:
    """The administrator of the domain with that many accounts, made where it is not there yet."""
    administrator = Person(f"administrator@{LARGE}", PASSWORD)
    with contextlib.suppress(Refused):
        office.add_customer("株式会社大", LARGE)
    office.set_password(administrator, PASSWORD)
    subprocess.run((sys.executable, "-c", _FILL, LARGE, str(accounts)), check=True, env=_environment(office.config))
    return administrator


# Rows only, marked as live: this is about pages, and 10,000 password hashes would take a quarter of an hour.
_FILL = """
import sys, django; django.setup()
from django.utils import timezone
from bench.full_house import NOBODYS_HASH
from fumibako.chapters.contract.plans.models import Contract
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.tenancy.models import Domain
domain = Domain.objects.get(name=sys.argv[1])
Contract.objects.filter(customer=domain.customer).update(accounts_max=100_000)
there = domain.mailboxes.count()
logins = Login.objects.bulk_create([
    Login(kind=Login.Kind.MEMBER, name=f"u{n}@{domain.name}", password_hash=NOBODYS_HASH, customer=domain.customer)
    for n in range(there, int(sys.argv[2]))
], batch_size=500)
rows = [
    Mailbox(login=login, domain=domain, local_part=login.name.partition("@")[0], address=login.name,
            display_name=f"{n % 97} 商店", quota_bytes=1 << 30)
    for n, login in enumerate(logins, there)
]
Mailbox.objects.bulk_create(rows, batch_size=500)
live = {"wanted": 1, "applied": 1, "outcome": "live", "requested_at": timezone.now()}
Publication.objects.bulk_create([Publication(aspect="account", key=r.address, **live) for r in rows], batch_size=500)
"""


def _environment(config: Config) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(SOURCE), str(SOURCE.parent))),
        "FUMIBAKO_STATE": str(config.state),
        "DJANGO_SETTINGS_MODULE": "fumibako.project.settings",
    }


if __name__ == "__main__":
    main(sys.argv[1:])
