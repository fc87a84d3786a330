"""U1 to U25 of UI.md, as a table: what is measured here, and the tests that hold the others.

    python -m bench.screens --state DIR [--rounds 10]                                           (root; some minutes)

DIR is a running test box whose mailbox of 100,000 mails bench.webmail has made. Times are of this machine, through
nginx and Chromium with a warm cache, p95 of the rounds; budgets of bytes and counts do not depend on it. The second cap
of UI.md is the one that is held against; U4 in full is bench.pages, U22 bench.together.
"""

import argparse
import contextlib
import imaplib
import os
import smtplib
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, sync_playwright

from bench.webmail.__main__ import ADDRESS, CHROMIUM, PASSWORD
from bench.webmail.sides import Ours
from fumibako.machine.conf import Config, load
from tests.faults.processes import Processes
from tests.journeys.clients import until
from tests.journeys.office import Office
from tests.ui.input_method import compose

Line = tuple[str, str, float, float, str]
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
ONLINE = 200  # people with an open page
BIG = 1_000_000  # bytes of HTML
TESTS = (
    ("U15", "axe on every page, both languages", "tests/ui/test_every_page.py"),
    ("U16", "without script", "tests/ui/test_without_script.py, tests/journeys"),
    ("U17", "the focus is seen on every stop", "tests/ui/test_with_script.py"),
    ("U19", "charsets", "src/fumibako/chapters/webmail/reading/tests/test_charset_set.py"),
    ("U20", "hostile HTML", "tests/ui/test_hostile_mail.py"),
    ("U21", "catalogues", "./fumibako messages --check, tests/contracts/test_catalogues.py"),
)
# Kept by the page itself from its first moment.
WATCH = """() => {
  window.seen = { long: 0, shift: 0, paint: 0, slowest: 0, reports: 0 };
  const look = (type, act, more) => new PerformanceObserver(list => list.getEntries().forEach(act))
    .observe({ type, buffered: true, ...more });
  look("longtask", () => seen.long++);
  look("layout-shift", each => { if (!each.hadRecentInput) seen.shift += each.value; });
  look("largest-contentful-paint", each => { seen.paint = each.startTime; });
  look("event", each => { if (each.interactionId) seen.slowest = Math.max(seen.slowest, each.duration); },
    { durationThreshold: 16 });
  document.addEventListener("securitypolicyviolation", () => seen.reports++);
}"""


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=10)
    given = parser.parse_args(argv)
    office = Office(load(state=given.state))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            options = {"ignore_https_errors": True, "locale": "ja-JP", "viewport": {"width": 1280, "height": 900}}
            tour = Tour(browser.new_context(**options), office, given.rounds)
            print(f"{'':10}{'':58}{'found':>10}{'cap':>10}")
            for name, what, found, cap, unit in tour.lines():
                verdict = "" if found <= cap else "  OVER"
                print(f"{name:10}{what:58}{_short(found):>10}{_short(cap):>10} {unit}{verdict}", flush=True)
        finally:
            browser.close()
    for name, what, where in TESTS:
        print(f"{name:10}{what:58}{where}")


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 or number == int(number) else f"{number:.2f}"


class Tour:
    def __init__(self, context: BrowserContext, office: Office, rounds: int) -> None:
        self.context, self.config, self.rounds = context, office.config, rounds
        self.status = office.status()
        self.base = f"https://localhost:{self.config.ports.https}"
        domain = self.status["demo"]["administrator"]["address"].split("@")[1]
        self.address = f"{ADDRESS}@{domain}"
        context.add_init_script(f"({WATCH})()")
        self.page = context.new_page()
        self.page.set_default_timeout(120_000)
        self.hosts: set[str] = set()
        self.page.on("request", lambda request: self.hosts.add(request.url.split("/")[2].split(":")[0]))
        self.network = context.new_cdp_session(self.page)
        self.network.send("Network.enable")
        self.reports = 0.0

    def lines(self) -> Iterator[Line]:
        yield from self._bytes()
        self._log_in(self.address, PASSWORD)
        yield from self._webmail()
        yield "U18", "input method: wrong text, anything sent", self._composed(), 0, ""
        yield from self._slow()
        yield "U2", "requests to others", float(len(self.hosts - {"localhost"})), 0, ""
        yield "U14", "violations of the policy on all of these pages", self.reports, 0, ""
        yield from self._processes()

    # --- Bytes: U1, U2, U3 ---

    def _bytes(self) -> Iterator[Line]:
        for what, path, who, cap in (
            ("public, log-in", "/login/", None, 5),
            ("administrator", "/admin/", self.status["demo"]["administrator"], 25),
            ("user", "/user/", self.status["demo"]["users"][0], 25),
            ("webmail list", "/mail/", self.status["demo"]["users"][0], 45),
            ("writing a mail", "/mail/write/", self.status["demo"]["users"][0], 45 + 8),
        ):
            if who:
                self._log_in(who["address"], who["password"])
            sizes = self._first_visit(path)
            yield "U1", f"script: {what}", sizes["Script"] / 1024, cap, "KB"
            yield "U2", f"style: {what}", sizes["Stylesheet"] / 1024, 20, "KB"
            yield "U2", f"fonts: {what}", sizes["Font"] / 1024, 0, "KB"
            if path == "/mail/":
                yield "U3", "first visit of the webmail", sum(sizes.values()) / 1024, 110, "KB"

    def _first_visit(self, path: str) -> dict[str, int]:
        kinds, sizes = dict[str, str](), {"Script": 0, "Stylesheet": 0, "Font": 0, "Document": 0, "Other": 0}
        network = self.context.new_cdp_session(self.page)
        network.send("Network.enable")
        network.send("Network.clearBrowserCache")
        network.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
        ended: list[tuple[str, int]] = []
        network.on(
            "Network.loadingFinished", lambda event: ended.append((event["requestId"], event["encodedDataLength"]))
        )
        self._visit(path)
        self.page.wait_for_timeout(800)
        for request, size in ended:
            kind = kinds.get(request, "Other")
            sizes[kind if kind in sizes else "Other"] += int(size)
        network.detach()
        return sizes

    # --- The webmail: U5, U7 to U10, U12, U13, U24, U25 ---

    def _webmail(self) -> Iterator[Line]:
        ours = Ours(self.page, self.base, self.address, PASSWORD)
        ours.open()
        yield "U5", "a folder of 100,000 opens: its rows are seen", self._p95(lambda _: ours.open()), 600, "ms"
        yield "U6", "the same after a restart, index not in memory", self._timed_cold(ours), 4000, "ms"
        for slower, cap in ((1, 350), (4, 800)):
            self.network.send("Emulation.setCPUThrottlingRate", {"rate": slower})
            places = [(turn * 79_190 + 12_345) % 99_000 for turn in range(self.rounds)]
            taken = self._p95(lambda turn, places=places: ours.jump(places[turn]))
            yield "U7", f"jump to any place, CPU x {slower}", taken, cap, "ms"
        self.network.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        yield "U8", "a mail opens (2 to 50 KB)", self._p95(lambda turn: self._read(ours, turn)), 300, "ms"
        yield "U8", "a mail of 1 MB HTML opens", self._big(), 800, "ms"
        for slower, cap in ((1, 0), (4, 6)):
            yield "U12", f"long tasks in 72,000 px, CPU x {slower}", self._scrolled(ours, slower), cap, ""
        nodes = float(self.page.evaluate("document.querySelectorAll('*').length"))
        yield "U13", "elements after scrolling", nodes, 1800, ""
        self.network.send("HeapProfiler.collectGarbage")
        heap = self.page.evaluate("performance.memory.usedJSHeapSize") / (1 << 20)
        yield "U13", "heap after scrolling", heap, 25, "MB"
        ours.open()
        yield "U9", "new mail is seen after its delivery", self._p95(self._new_mail), 2000, "ms"
        yield "U10", "slowest answer to a key or a click, of 30", self._interactions(), 200, "ms"
        for path in ("/mail/", "/mail/write/", "/mail/contacts/"):
            self.page.set_viewport_size({"width": 320, "height": 640})
            self._visit(path)
            over = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            yield "U24", f"wider than 320 px: {path}", float(max(0, over)), 0, "px"
        self.page.set_viewport_size({"width": 1280, "height": 900})
        yield "U25", "words missing on paper, of a mail", self._printed(ours), 0, ""

    def _read(self, ours: Ours, turn: int) -> float:
        ours.open()
        ours.jump(turn * 977)
        at = ours.aim()
        return self._timed(lambda: ours.read(at))

    def _big(self) -> float:
        """Of a mail that is put there and taken away."""
        rows = "".join(f"<tr><td>{number} 請求書 order</td></tr>" for number in range(BIG // 36))
        mail = f"Subject: big\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<table>{rows}</table>\r\n".encode()
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with imaplib.IMAP4_SSL("127.0.0.1", self.config.ports.imaps, ssl_context=context) as imap:
            imap.login(self.address, PASSWORD)
            imap.append("Drafts", "", "", mail)
            imap.select("Drafts")
            uid = imap.uid("SEARCH", "SUBJECT", "big")[1][0].split()[-1].decode()
            path = f"/mail/read/?folder=Drafts&uid={uid}"
            taken = self._p95(lambda _: self._framed(path), rounds=min(5, self.rounds))
            imap.uid("STORE", uid, "+FLAGS", "\\Deleted")
            imap.expunge()
        return taken

    def _framed(self, path: str) -> None:
        self.page.goto(self.base + path, wait_until="commit")
        self.page.locator("iframe").first.content_frame.locator("tr").first.wait_for()

    def _scrolled(self, ours: Ours, slower: int) -> float:
        ours.open()
        self.network.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        self.page.evaluate("seen.long = 0")
        for _ in range(120):
            self.page.mouse.move(700, 500)
            self.page.mouse.wheel(0, 600)
        self.page.wait_for_timeout(1500)
        self.network.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        return float(self.page.evaluate("seen.long"))

    def _interactions(self) -> float:
        """Keys of the list and ticks."""
        self._visit("/mail/?folder=INBOX")
        self.page.locator("table.mails .what a").first.focus()
        for _ in range(10):
            for key in ("j", "x", "k"):
                self.page.keyboard.press(key)
        self.page.wait_for_timeout(500)
        return float(self.page.evaluate("seen.slowest"))

    def _printed(self, ours: Ours) -> float:
        ours.open()
        ours.read(ours.aim())
        words = self.page.locator(".letter h1").inner_text().split()
        with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
            Path(file.name).write_bytes(self.page.pdf(format="A4"))
            text = subprocess.run(("pdftotext", file.name, "-"), capture_output=True, text=True, check=True).stdout
        return float(sum(word not in text for word in words))

    def _timed_cold(self, ours: Ours) -> float:
        """In the list's own order, that of arrival."""
        local_part, _, domain = self.address.partition("@")
        with Processes(self.config).stopped("web", "dovecot"):
            os.sync()
            for path in (self.config.mail_store / domain / local_part).rglob("dovecot*"):
                if path.is_file():
                    with path.open("rb") as index:
                        os.posix_fadvise(index.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        until(Office(self.config).answers)
        until(lambda: socket.create_connection(("127.0.0.1", self.config.ports.imaps), 1))
        return self._timed(ours.open)

    def _new_mail(self, turn: int) -> float:
        subject = f"new {turn} {time.time_ns()}"
        with smtplib.LMTP(str(self.config.dovecot_lmtp)) as dovecot:
            dovecot.sendmail("hanako@out.example", self.address, f"Subject: {subject}\r\n\r\nnew\r\n")
        taken = self._timed(lambda: self.page.get_by_text(subject).first.wait_for())
        self.page.wait_for_timeout(1500)
        return taken

    def _composed(self) -> float:
        """Recipient, subject, text, text with formatting, search: each with what else the Enter did."""
        wrong, posted = 0, list[str]()
        self.page.on(  # a draft that saves itself is no navigation
            "request",
            lambda asked: (
                posted.append(asked.url) if asked.is_navigation_request() and asked.method == "POST" else None
            ),
        )
        for path, fields in (
            ("/mail/", ("#search-mail",)),
            ("/mail/write/", ("[name=to]", "[name=subject]", "[name=text]")),
        ):
            self._visit(path)
            for field in fields:
                self.page.click(field)
                compose(self.page, "かいぎ", "会議")
                wrong += self.page.input_value(field) != "会議"
            wrong += not self.page.url.endswith(path)
        self.page.fill("[name=text]", "")
        self.page.click("[data-format=html]")
        self.page.click(".editor")
        compose(self.page, "かいぎ", "会議")
        wrong += self.page.inner_text(".editor").strip() != "会議"
        return float(wrong + len(posted))

    # --- Slow machines, and what the processes take: U11, U23 ---

    def _slow(self) -> Iterator[Line]:
        self.network.send("Network.emulateNetworkConditions", SLOW)
        self.network.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        for path in ("/login/", "/user/", "/mail/"):
            self._visit(path)
            self.page.wait_for_timeout(1500)
            seen: dict[str, float] = self.page.evaluate("seen")
            yield "U11", f"largest paint, CPU x 4, slow network: {path}", seen["paint"], 2500, "ms"
            yield "U11", f"layout shift: {path}", seen["shift"], 0.05, ""
        self.network.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        self.network.send("Network.emulateNetworkConditions", SLOW | {"latency": 0, "downloadThroughput": -1})

    def _processes(self) -> Iterator[Line]:
        with contextlib.ExitStack() as streams:
            for number in range(ONLINE):
                stream = streams.enter_context(socket.socket(socket.AF_UNIX))
                stream.connect(str(self.config.push_socket))
                stream.sendall(f"GET /?of=user{number}@bench.example HTTP/1.1\r\n\r\n".encode())
                stream.recv(100)
            found = _megabytes(self.config, "fumibako.processes.pushd")
        yield "U23", f"memory of pushd with {ONLINE} streams", found, 60, "MB"
        yield "U23", "memory of the web's processes", _megabytes(self.config, "fumibako.project.wsgi"), 500, "MB"

    # --- Shared ---

    def _log_in(self, address: str, password: str) -> None:
        self.context.clear_cookies()
        Ours(self.page, self.base, address, password).log_in()

    def _visit(self, path: str) -> None:
        self.page.goto(self.base + path)
        self.page.wait_for_timeout(300)
        self.reports += self.page.evaluate("seen.reports")

    def _timed(self, act: Callable[[], Any]) -> float:
        started = time.perf_counter()
        act()
        return 1000 * (time.perf_counter() - started)

    def _p95(self, act: Callable[[int], Any], rounds: int = 0) -> float:
        """Of what act says it took, or of how long it was at work."""
        taken = []
        for turn in range(rounds or self.rounds):
            started = time.perf_counter()
            said = act(turn)
            taken.append(said if isinstance(said, float) else 1000 * (time.perf_counter() - started))
        print(f"{'':10}median {statistics.median(taken):,.0f} ms", file=sys.stderr)
        return sorted(taken)[round(0.95 * (len(taken) - 1))]


def _megabytes(config: Config, module: str) -> float:
    """Of this box's processes whose command line names that; pages that they share are counted by their share."""
    total = 0
    for process in Path("/proc").iterdir():
        try:
            words = (process / "cmdline").read_bytes().decode("utf-8", "replace")
            settings = (process / "environ").read_bytes()
            if module in words and os.fspath(config.state).encode() in settings:
                rollup = (process / "smaps_rollup").read_text()
                total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
        except (OSError, ValueError):
            continue
    return total / 1024


if __name__ == "__main__":
    main(sys.argv[1:])
