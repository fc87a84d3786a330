"""Configuration equals database, whatever dies in the middle of a change and whatever is lost behind our back.

A process ends itself at a failpoint as a power cut would end it; supervisord starts it again.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from tests.faults.configuration import differences, heals
from tests.faults.processes import Processes
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, is_ended, until
from tests.journeys.office import Office
from tests.journeys.web import Browser
from tests.long import cases

pytestmark = pytest.mark.box
OUTSIDER = "hanako@out.example"

ALL = {"added", "password", "forwarding", "deleted", "suspended"}
ROWS = {"added", "password", "deleted", "suspended"}
# Point → the changes whose way leads through it.
POINTS = {
    "worker.after_commit": ALL,
    "worker.before_removal": {"deleted"},
    "worker.before_record": ALL,
    "agent.before_swap": {"forwarding", "suspended"},
    "agent.after_swap": {"forwarding", "suspended", "deleted"},
    "agent.before_tables": ALL,
    "postfix.after_mailboxes": {"added", "password", "suspended"},
    "agent.after_postfix": ROWS,
    "dovecot.before_kick": ROWS,
    "agent.after_dovecot": ROWS,
    "agent.before_answer": ALL,
    "agent.before_unlinking": {"deleted"},
}
# One of each stretch of that way: committed, swapped, written, told, removed.
BY_DAY = {
    "worker.after_commit",
    "agent.before_swap",
    "agent.before_tables",
    "dovecot.before_kick",
    "agent.before_unlinking",
}


class Customer:
    """A customer with one account; each change as its administrator or the operator makes it."""

    def __init__(self, programs: MailPrograms, office: Office, domain: str) -> None:
        self.programs, self.office, self.domain = programs, office, domain
        self.administrator = office.add_customer(f"Customer {domain}", domain)
        self.suzuki = Person(f"suzuki@{domain}", "")

    def change(self, name: str) -> None:
        match name:
            case "added":
                self.suzuki = self.office.add_account(self.suzuki.address)
            case "password":
                session = self.programs.imaps(self.suzuki)
                self.suzuki = self.office.set_password(self.suzuki, "correct horse battery 7")
                until(lambda: is_ended(session), 60)
            case "forwarding":
                browser = Browser(self.programs, self.office.config.hostname).log_in(self.suzuki)
                wanted: dict[str, str | list[str]] = {"targets": OUTSIDER, "is_on": ["on"]}
                browser.submit(browser.get("/user/forwarding/"), "/forwarding/", wanted)
            case "deleted":
                self.office.delete_account(self.suzuki)
            case "suspended":
                self.office.suspend_customer(self.domain)


@pytest.fixture
def failpoints(office: Office) -> Path:
    """Where wishes are put; every process of the box may take its own away."""
    directory = office.config.state / "failpoints"
    directory.mkdir(exist_ok=True)
    os.chown(directory, office.config.uids.worker, 0)
    return directory


@pytest.mark.parametrize("point", cases(POINTS.keys(), long=POINTS.keys() - BY_DAY))
def test_a_change_that_was_cut_off_is_live_all_the_same(
    programs: MailPrograms, office: Office, failpoints: Path, new_domain: str, point: str
) -> None:
    customer = Customer(programs, office, new_domain)
    reached = set()
    for change in ("added", "password", "forwarding", "deleted", "suspended"):
        wish = failpoints / point
        wish.touch()
        customer.change(change)
        heals(office.config)
        if not wish.exists():
            reached.add(change)
        wish.unlink(missing_ok=True)
    assert reached >= POINTS[point]  # what repairs may lead through it once more
    assert [path.name for path in (office.config.mail_store / new_domain).iterdir() if "suzuki" in path.name] == []


@pytest.mark.parametrize("is_running", [True, False], ids=["while it runs", "before it starts"])
def test_what_is_lost_or_changed_behind_the_products_back_is_written_again(
    programs: MailPrograms, office: Office, processes: Processes, new_domain: str, is_running: bool
) -> None:
    customer = Customer(programs, office, new_domain)
    for change in ("added", "forwarding"):
        customer.change(change)
    heals(office.config)
    with processes.stopped(*([] if is_running else ["watchdog", "worker"])):
        _lose(office.config, customer)
        assert len(differences(office.config)) >= 5
    heals(office.config)
    mail = mails.plain(OUTSIDER, customer.administrator.address)
    programs.deliver(mail, OUTSIDER, customer.administrator.address)
    programs.wait_for(customer.administrator, mail)


def _lose(config: Config, customer: Customer) -> None:
    """A table, rows of others, a policy, and a script that somebody else wrote."""
    (config.edge / "mailboxes.lmdb").unlink()
    table = f"lmdb:{config.edge / 'domains'}"
    subprocess.run(("postmap", "-c", str(config.live("postfix")), "-d", customer.domain, table), check=True)
    with contextlib.closing(sqlite3.connect(config.edge / "accounts.sqlite3")) as edge, edge:
        edge.execute("DELETE FROM account WHERE address = ?", (customer.administrator.address,))
        edge.execute("UPDATE account SET quota_bytes = 1 WHERE address = ?", (customer.suzuki.address,))
    shutil.rmtree(config.live_scope("filterd", customer.domain).parent)
    script = config.live_scope("dovecot", f"{customer.domain}/suzuki") / "product.sieve"
    script.write_text("discard;\n")
