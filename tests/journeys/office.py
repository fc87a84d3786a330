"""The operator at the terminal: `fumibako customer …` and `fumibako account …` against one box.

Also the fixtures that journeys and faults share.
"""

import contextlib
import itertools
import json
import os
import secrets
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fumibako.cli.asking import NotDone, ask
from fumibako.machine.conf import Config
from tests.conftest import OUTSIDE_PORT
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.sink import Sink
from tests.journeys.web import Browser

SOURCE = Path(__file__).parents[2] / "src"


class Refused(Exception):
    """The command ended with 2; the message is what it wrote to stderr."""


@dataclass(frozen=True)
class Office:
    """Commands as root. Every method raises Refused with the command's own reason."""

    config: Config

    def status(self) -> dict[str, Any]:
        return self._run("status", "--json", fine=(0, 1))  # 1: a service is down, and it says which

    def answers(self) -> bool:
        """Whether the web is up and its database with it."""
        try:
            ask(self.config, "GET", "customers")
        except NotDone:
            return False
        return True

    def add_account(self, address: str, quota_megabytes: int | None = None) -> Person:
        values = {"address": address, "display_name": "", "password": None}
        quota = {} if quota_megabytes is None else {"quota_bytes": quota_megabytes << 20}
        answer = self._ask("POST", "accounts", values=values | quota)
        return Person(answer["address"], answer["password"])

    def set_password(self, person: Person, password: str) -> Person:
        self._ask("POST", "accounts", person.address, "password", values={"password": password})
        return Person(person.address, password)

    def add_customer(self, name: str, domain: str, accounts_max: int = 50) -> Person:
        """A new customer with its domain; its administrator."""
        values = {"name": name, "domain": domain, "plan": "standard", "accounts_max": accounts_max}
        made = self._ask("POST", "customers", values=values)["administrator"]
        return Person(made["address"], made["password"])

    def add_domain(self, customer: str, domain: str) -> None:
        self._ask("POST", "domains", values={"customer": customer, "domain": domain})

    def add_alias_domain(self, main: str, domain: str) -> None:
        self._ask("POST", "domains", values={"customer": main, "domain": domain, "alias_of": main})

    def remove_domain(self, domain: str) -> None:
        self._ask("DELETE", "domains", domain)

    def suspend_customer(self, domain: str) -> None:
        self._ask("POST", "customers", domain, "suspend")

    def resume_customer(self, domain: str) -> None:
        self._ask("POST", "customers", domain, "resume")

    def suspend_account(self, person: Person) -> None:
        self._ask("POST", "accounts", person.address, "suspend")

    def resume_account(self, person: Person) -> None:
        self._ask("POST", "accounts", person.address, "resume")

    def delete_account(self, person: Person) -> None:
        self._ask("DELETE", "accounts", person.address)

    def settled(self, key: str) -> None:
        """Wait until every change of that domain or address is live; fails where one was refused."""

        def look() -> list[str]:
            with contextlib.closing(sqlite3.connect(self.config.database_file)) as database:
                rows = database.execute("SELECT outcome FROM publish_publication WHERE key = ?", (key,))
                outcomes = [outcome for (outcome,) in rows]
            assert "refused" not in outcomes
            return outcomes if set(outcomes) == {"live"} else []

        until(look, 30)

    def queue(self) -> list[dict[str, Any]]:
        """What Postfix still holds, as postqueue tells it."""
        listed = subprocess.run(
            ("postqueue", "-c", str(self.config.live("postfix")), "-j"),
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return [json.loads(line) for line in listed.stdout.splitlines()]

    def drain(self, seconds: float, *addresses: str) -> None:
        """Wait until Postfix holds nothing, or nothing from or to these addresses. One look may miss a mail on its way
        from one of its queues to another; three in a row, with no flush between them, do not."""
        empty, flushed_at = 0, 0.0

        def look() -> bool:
            nonlocal empty, flushed_at
            held = [mail for mail in self.queue() if not addresses or _addresses(mail) & {*addresses}]
            empty = 0 if held else empty + 1
            if held and time.monotonic() > flushed_at + 1:
                self.flush()
                flushed_at = time.monotonic()
            return empty == 3

        until(look, seconds, 0.1)

    def flush(self) -> None:
        """Have Postfix try everything it holds now."""
        subprocess.run(("postqueue", "-c", str(self.config.live("postfix")), "-f"), check=True, timeout=60)

    def _ask(self, method: str, *path: str, values: dict[str, Any] | None = None) -> Any:
        """As the commands do (tests/journeys/test_commands.py), without a process of its own for each."""
        try:
            answer = ask(self.config, method, *path, values=values)
        except NotDone as refused:
            raise Refused(str(refused)) from refused
        if answer.get("publication") == "refused":
            raise Refused(f"saved, but a service refused it: {path}")
        return answer

    def _run(self, *words: str, given: str = "", fine: tuple[int, ...] = (0,)) -> Any:
        done = subprocess.run(
            (sys.executable, "-m", "fumibako.cli", *words, "--state", str(self.config.state)),
            input=given,
            capture_output=True,
            text=True,
            timeout=60,
            env={**os.environ, "PYTHONPATH": str(SOURCE)},
        )
        if done.returncode == 2:
            raise Refused(done.stderr.strip())
        assert done.returncode in fine, done.stderr
        return json.loads(done.stdout)


def _addresses(mail: dict[str, Any]) -> set[str]:
    return {mail["sender"], *(recipient["address"] for recipient in mail["recipients"])}


_numbers = itertools.count(1)
_run = secrets.token_hex(3)


@pytest.fixture(scope="session")
def office(box: Any) -> Office:
    return Office(box.config)


@pytest.fixture(scope="session")
def demo(office: Office) -> dict[str, Any]:
    return office.status()["demo"]


@pytest.fixture(scope="session")
def programs(office: Office) -> MailPrograms:
    config = office.config
    return MailPrograms.of(office.status(), config.tls / "certificate.pem", config.hostname)


@pytest.fixture(scope="session")
def everybodys_domain(office: Office) -> str:
    """A customer's domain, in which as many accounts are made as tests want."""
    domain = f"everybody{_run}.example"
    office.add_customer("株式会社みんな", domain, accounts_max=5_000)
    return domain


@pytest.fixture
def new_person(office: Office, everybodys_domain: str) -> Callable[..., Person]:
    """Makes accounts, each with an address never used before. They stay: the box goes with them."""

    def make(quota_megabytes: int | None = None) -> Person:
        return office.add_account(f"p{_run}{next(_numbers)}@{everybodys_domain}", quota_megabytes)

    return make


@pytest.fixture
def new_domain() -> str:
    """A domain name that no customer of this box has had."""
    return f"d{_run}{next(_numbers)}.example"


@pytest.fixture
def suzuki(new_person: Callable[..., Person]) -> Person:
    return new_person()


@pytest.fixture
def sato(new_person: Callable[..., Person]) -> Person:
    return new_person()


@pytest.fixture
def forwards(programs: MailPrograms, office: Office) -> Callable[..., None]:
    """Sets a person's forwarding in the user menu and waits until it is live."""

    def set_forwarding(person: Person, *targets: str, keeps_copy: bool = True, is_on: bool = True) -> None:
        browser = Browser(programs, office.config.hostname).log_in(person)
        page = browser.submit(
            browser.get("/user/forwarding/"),
            "/forwarding/",
            {
                "targets": "\n".join(targets),
                "keeps_copy": ["on"] if keeps_copy else [],
                "is_on": ["on"] if is_on else [],
            },
        )
        assert page.status == 200, page.text
        office.settled(person.address)

    return set_forwarding


@pytest.fixture
def outside(office: Office) -> Iterator[Sink]:
    with Sink(office.config.ports[OUTSIDE_PORT]) as sink:
        yield sink
