"""How soon a new account made in the browser receives and logs in, in a full house (aim: p99 at most 1.0 s).

    python -m bench.new_account --state DIR [--domains 1000] [--accounts 50] [--tries 100]

DIR is a running test box with its demo customer. The first run fills its database; what it fills
in stays, so use a box made for this. Each try: the administrator's form is sent, then port 25 is
asked for the recipient and IMAP for a login until both say yes. The clock runs from sending the
form (`from click`) and from its answer (`from answer`).

`--grow` prints the same for 100 domains and then for 10,000, and the ratio (aim: at most 1.3).
"""

import argparse
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from fumibako.machine.conf import load
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import SOURCE, Office
from tests.journeys.web import Browser

PASSWORD = "Kaban-to-kasa-77"


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--domains", type=int, default=1000)
    parser.add_argument("--accounts", type=int, default=50)
    parser.add_argument("--tries", type=int, default=100)
    parser.add_argument("--grow", action="store_true")
    given = parser.parse_args(argv)
    office = Office(load(state=given.state))
    if given.grow:
        small = _round(office, 100, 5, given.tries)
        large = _round(office, 10_000, 5, given.tries)
        print(f"median at 10,000 domains / median at 100 domains: {large / small:.2f}")
    else:
        _round(office, given.domains, given.accounts, given.tries)


def _round(office: Office, domains: int, accounts: int, tries: int) -> float:
    _fill(office, domains, accounts)
    demo = office.status()["demo"]
    config = office.config
    programs = MailPrograms.of(office.status(), config.tls / "certificate.pem", config.hostname)
    browser = Browser(programs, config.hostname).log_in(Person(**demo["administrator"]))
    from_click, from_answer = [], []
    for _ in range(tries):
        person = Person(f"b{secrets.token_hex(4)}@{demo['domain']}", PASSWORD)
        clicked, answered, usable = _try(programs, browser, person)
        from_click.append(usable - clicked)
        from_answer.append(usable - answered)
        office.delete_account(person)
    for name, seconds in (("from click", from_click), ("from answer", from_answer)):
        ordered = sorted(seconds)
        print(
            f"{domains} domains x {accounts}, {tries} tries, {name}: median "
            f"{statistics.median(ordered):.3f} s, p99 {ordered[round(0.99 * (tries - 1))]:.3f} s, "
            f"most {ordered[-1]:.3f} s"
        )
    return statistics.median(from_click)


def _try(programs: MailPrograms, browser: Browser, person: Person) -> tuple[float, float, float]:
    form = browser.get("/admin/accounts/add/")
    clicked = time.monotonic()
    page = browser.submit(
        form,
        "/add/",
        {"local_part": person.address.partition("@")[0], "password": person.password},
    )
    answered = time.monotonic()
    assert page.status == 200, page.text
    until(lambda: _is_taken(programs, person), 30, 0.005)
    until(lambda: programs.logs_in(person), 30, 0.005)
    return clicked, answered, time.monotonic()


def _is_taken(programs: MailPrograms, person: Person) -> bool:
    """Each time a new connection: on one that saw ten refusals Postfix would wait a second before every other."""
    with programs.smtp() as smtp:
        smtp.ehlo()
        smtp.mail("bench@out.example")
        return smtp.rcpt(person.address)[0] == 250


def _fill(office: Office, domains: int, accounts: int) -> None:
    """Bring the database to that many domains, by the box's own Django, and wait until all is live."""
    subprocess.run(
        (sys.executable, "-m", "bench.full_house", str(domains), str(accounts)),
        check=True,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(SOURCE), str(SOURCE.parent))),
            "FUMIBAKO_STATE": str(office.config.state),
            "DJANGO_SETTINGS_MODULE": "fumibako.project.settings",
        },
    )


if __name__ == "__main__":
    main(sys.argv[1:])
