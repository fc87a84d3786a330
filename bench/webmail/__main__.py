"""The webmail beside Debian's Roundcube, on the same Dovecot and the same mailbox, in one run.

    python -m bench.webmail --state DIR [--mails 100000] [--rounds 20] [--searches 5]       (root; about 15 minutes)

DIR is a running test box; the first run adds an account with that many mails, which stays. Roundcube comes from
Debian's packages, unpacked beside the box's state (roundcube.py says how). Both are used in turn in Chromium with a
warm cache, as somebody who works in them; a time begins with the click and ends when the result is seen. Bytes are
what came over the network, as Chromium counts, without the tab's picture: Chromium without a window gets it anew at
each change of the address, on both sides. Roundcube logs in with the password at each request, we with a token: what
a log-in takes is printed for itself.
"""

import argparse
import imaplib
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.webmail.mails import WORDS, subject_of, write_maildir
from bench.webmail.roundcube import roundcube
from bench.webmail.sides import WAIT, Ours, Roundcube, Side
from fumibako.machine.conf import Config, load
from tests.journeys.clients import Person
from tests.journeys.office import Office, Refused

CHROMIUM = "/usr/bin/chromium-headless-shell"
ADDRESS = "bench"
LATECOMERS = 400  # ms after an act, so that what it still asks for is counted with it and does not slow the next
PASSWORD = "Kaban-to-kasa-77"


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--mails", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--searches", type=int, default=5)
    given = parser.parse_args(argv)
    office = Office(load(state=given.state))
    person = _mailbox(office, given.mails)
    print(f"{given.mails:,} mails; a log-in with the password: {_log_in_time(office.config, person):.0f} ms")
    root = Path(f"{given.state}-roundcube")
    with roundcube(root, office.config.ports.imaps, office.config.tls) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            _compare(browser, office.config, person, address, given)
        finally:
            browser.close()


def _compare(browser: Browser, config: Config, person: Person, address: str, given: Any) -> None:
    times: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    sizes: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    sides: list[tuple[Side, list[int]]] = []
    for kind, base in ((Ours, f"https://localhost:{config.ports.https}"), (Roundcube, address)):
        context = browser.new_context(ignore_https_errors=True, locale="ja-JP", viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(WAIT)
        sides.append((kind(page, base, person.address, person.password), _counted(context, page)))
    for side, received in sides:
        side.log_in()
        received.clear()
        side.page.context.new_cdp_session(side.page).send("Network.clearBrowserCache")
        side.open()
        side.page.wait_for_timeout(LATECOMERS)
        sizes[side.name]["first visit"].append(sum(received))

    def note(what: str, act: Callable[..., None], side: Side, received: list[int], *given: Any) -> None:
        received.clear()
        started = time.perf_counter()
        act(*given)
        taken = time.perf_counter() - started
        side.page.wait_for_timeout(LATECOMERS)
        times[side.name][what].append(1000 * taken)
        sizes[side.name][what].append(sum(received))

    for turn in range(given.rounds):
        place = (turn * 7919 * 50 + 12_345) % (given.mails - 100)
        subject = subject_of((turn * 6007 + 500) % given.mails)
        one, many = subject.split()[1], WORDS[turn % len(WORDS)]
        for side, received in sides if turn % 2 else sides[::-1]:
            note("open the folder", side.open, side, received)
            note("jump to a place", side.jump, side, received, place)
            note("open a mail", side.read, side, received, side.aim())
            side.open()
            note("search subjects: one", side.find_subject, side, received, one, 1)
            note("search subjects: many", side.find_subject, side, received, many, 50)
            if turn < given.searches:
                note("search whole mails", side.find_anywhere, side, received, f"文書番号 {one}", 1)
    _table(times, sizes)


def _table(times: dict[str, dict[str, list[float]]], sizes: dict[str, dict[str, list[int]]]) -> None:
    print(f"{'':24}{'fumibako':>26}{'Roundcube':>26}{'x quicker':>16}{'bytes':>8}")
    print(f"{'':24}" + f"{'median':>8}{'p95':>8}{'KB':>10}" * 2 + f"{'median':>8}{'p95':>8}")
    for what, roundcubes in sizes["Roundcube"].items():
        line, middles, ends = f"{what:24}", [], []
        for name in ("fumibako", "Roundcube"):
            kilobytes = statistics.median(sizes[name][what]) / 1024
            if taken := sorted(times[name][what]):
                middles.append(statistics.median(taken))
                ends.append(taken[round(0.95 * (len(taken) - 1))])
                line += f"{middles[-1]:8.0f}{ends[-1]:8.0f}{kilobytes:10.1f}"
            else:
                line += f"{'':16}{kilobytes:10.1f}"
        share = statistics.median(sizes["fumibako"][what]) / statistics.median(roundcubes)
        line += f"{middles[1] / middles[0]:8.1f}{ends[1] / ends[0]:8.1f}" if middles else f"{'':16}"
        print(f"{line}{share:8.2f}", flush=True)


def _counted(context: Any, page: Any) -> list[int]:
    received: list[int] = []
    pictures: set[str] = set()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.on(
        "Network.responseReceived",
        lambda event: pictures.add(event["requestId"]) if _is_of_the_tab(event) else None,
    )
    network.on(
        "Network.loadingFinished",
        lambda event: None if event["requestId"] in pictures else received.append(int(event["encodedDataLength"])),
    )
    return received


def _is_of_the_tab(event: Any) -> bool:
    return event["type"] == "Other" and str(event["response"]["mimeType"]).startswith("image/")


def _log_in_time(config: Config, person: Person) -> float:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    taken = []
    for _ in range(10):
        started = time.perf_counter()
        with imaplib.IMAP4_SSL("127.0.0.1", config.ports.imaps, ssl_context=context) as imap:
            imap.login(person.address, person.password)
        taken.append(1000 * (time.perf_counter() - started))
    return statistics.median(taken)


def _mailbox(office: Office, mails: int) -> Person:
    """The account with its mails, made where it is not there yet."""
    domain = office.status()["demo"]["administrator"]["address"].split("@")[1]
    person = Person(f"{ADDRESS}@{domain}", PASSWORD)
    with suppress(Refused):
        office.add_account(person.address, quota_megabytes=4000)
        office.set_password(person, PASSWORD)
        office.settled(person.address)
    doveadm = ("doveadm", "-c", str(office.config.live("dovecot") / "dovecot.conf"))
    status = (*doveadm, "mailbox", "status", "-u", person.address, "messages", "INBOX")
    there = int(subprocess.run(status, check=True, capture_output=True, text=True).stdout.split("messages=")[1])
    if there < mails:
        with tempfile.TemporaryDirectory(prefix="fb-webmail-", dir="/tmp") as directory:
            source = write_maildir(Path(directory) / "mail", mails)
            subprocess.run(("chown", "-R", str(office.config.uids.mail), directory), check=True)
            words = ("import", "-u", person.address, f"maildir:{source}", "", "mailbox", "INBOX", "all")
            subprocess.run((*doveadm, "-o", "mail_fsync=never", *words), check=True)
    return person


if __name__ == "__main__":
    main(sys.argv[1:])
