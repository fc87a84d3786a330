"""U22 of UI.md: people who use the webmail at the same time.

    python -m bench.together --state DIR [--people 50] [--seconds 20]                             (root; some minutes)

DIR is a running test box. Each person has a mailbox of 10,000 mails, an address of their own on this machine, and does
two things a second in turn: a page of the list, a mail, a look at the folders. Who is late goes on at once. The
customer that they are of stays.
"""

import argparse
import http.client
import itertools
import os
import re
import secrets
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

from bench.webmail.mails import write_maildir
from fumibako.machine.conf import Config, load
from tests.journeys.clients import MailPrograms, Person
from tests.journeys.office import Office
from tests.journeys.web import Browser

MAILS, EVERY = 10_000, 0.5


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20.0)
    given = parser.parse_args(argv)
    office = Office(load(state=given.state))
    domain = f"together{secrets.token_hex(3)}.example"
    office.add_customer("ベンチ", domain, given.people + 10)
    people = [office.add_account(f"user{number}@{domain}", 500) for number in range(given.people)]
    _fill(office, people)
    workers = [Worker(office.config, person, number) for number, person in enumerate(people)]
    programs = MailPrograms.of(office.status(), office.config.tls / "certificate.pem", office.config.hostname)
    for one_after_the_other in workers:
        one_after_the_other.prepare(programs)
    before, until = _seconds_of_cpu(office.config), time.monotonic() + given.seconds
    threads = [threading.Thread(target=worker.work, args=(until,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cpu = _seconds_of_cpu(office.config) - before
    taken = sorted(1000 * seconds for worker in workers for seconds in worker.taken)
    print(f"U22  {given.people} people, {len(taken)} of {given.people * given.seconds / EVERY:.0f} acts in time")
    print(f"U22  median {taken[len(taken) // 2]:,.0f} ms, p95 {taken[round(0.95 * (len(taken) - 1))]:,.0f} ms (800)")
    print(f"U22  {1000 * cpu / len(taken):.1f} ms of the box's CPU an act, whatever else the machine does")
    print(f"U22  errors {sum(worker.errors for worker in workers)} (0)")


def _fill(office: Office, people: Sequence[Person]) -> None:
    """One mailbox is written; the others have its mails as links, and an index of their own."""
    config, first = office.config, people[0]
    for person in people:
        office.settled(person.address)
    with tempfile.TemporaryDirectory(prefix="fb-together-", dir="/tmp") as directory:
        source = write_maildir(Path(directory) / "mail", MAILS)
        subprocess.run(("chown", "-R", str(config.uids.mail), directory), check=True)
        doveadm = ("doveadm", "-c", str(config.live("dovecot") / "dovecot.conf"), "-o", "mail_fsync=never")
        words = ("import", "-u", first.address, f"maildir:{source}", "", "mailbox", "INBOX", "all")
        subprocess.run((*doveadm, *words), check=True)
    homes = [config.mail_store / first.domain / person.address.split("@")[0] for person in people]
    for home in homes[1:]:
        shutil.rmtree(home, ignore_errors=True)
        # Not into it where it is there again: of a new account whoever comes first makes it.
        subprocess.run(("cp", "-alfT", str(homes[0]), str(home)), check=True)
        for linked in home.rglob("dovecot*"):
            if linked.is_file():
                own = linked.with_name("own")
                shutil.copy2(linked, own)
                os.chown(own, config.uids.mail, config.uids.mail)
                own.replace(linked)


def _seconds_of_cpu(config: Config) -> float:
    """Of this box's processes and those that they have started, the ended ones too."""
    state, own = os.fspath(config.state).encode(), set[int]()
    stats = dict[int, tuple[int, int]]()  # parent, ticks
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            words = (process / "stat").read_text().rpartition(")")[2].split()
            stats[int(process.name)] = (int(words[1]), sum(map(int, words[11:15])))
            if state in (process / "cmdline").read_bytes() + (process / "environ").read_bytes():
                own.add(int(process.name))
    while more := {pid for pid, (parent, _ticks) in stats.items() if parent in own} - own:
        own |= more
    return sum(stats[pid][1] for pid in own - {os.getpid()}) / os.sysconf("SC_CLK_TCK")


@dataclass
class Worker:
    config: Config
    person: Person
    number: int
    taken: list[float] = field(default_factory=list)
    errors: int = 0
    cookie: str = ""
    acts: Iterator[str] = field(default_factory=lambda: iter(()))

    def prepare(self, programs: MailPrograms) -> None:
        browser = Browser(programs, self.config.hostname).log_in(self.person)
        self.cookie = "; ".join(f"{each.name}={each.value}" for each in browser.cookies())
        page = browser.get("/mail/").text
        read = [unescape(found) for found in re.findall(r'href="(/mail/read/[^"]+)"', page)]
        assert read, f"no mails of {self.person.address}: {page}"
        lists = [f"/mail/?folder=INBOX&page={number}" for number in range(1, 180, 7)]
        self.acts = itertools.cycle(
            act
            for turn in range(len(lists))
            for act in (lists[turn], read[turn % len(read)], "/mail/state/?folder=INBOX")
        )

    def work(self, until: float) -> None:
        """By one connection, as a browser."""
        context, own = ssl._create_unverified_context(), (f"127.0.2.{self.number + 1}", 0)
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.config.ports.https, timeout=60, context=context, source_address=own
        )
        due = time.monotonic() + EVERY * secrets.randbelow(100) / 100
        while due < until:
            time.sleep(max(0.0, due - time.monotonic()))
            started = time.monotonic()
            if started >= until:
                return
            try:
                connection.request(
                    "GET", next(self.acts), headers={"Cookie": self.cookie, "Host": self.config.hostname}
                )
                answer = connection.getresponse()
                answer.read()
                self.errors += answer.status != 200
            except (OSError, http.client.HTTPException):
                self.errors += 1
                connection.close()
            self.taken.append(time.monotonic() - started)
            due = max(due + EVERY, time.monotonic())


if __name__ == "__main__":
    main(sys.argv[1:])
