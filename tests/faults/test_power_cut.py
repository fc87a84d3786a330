"""The power goes while mail comes in and accounts are made; what was acknowledged is there afterwards.

The whole box lives on an ext4 file system in a file. One ioctl (FS_IOC_SHUTDOWN, no flush of the journal) takes the
disk away from under it: what was not brought to the disk by fsync is gone, as it is after a real power cut.
"""

import contextlib
import ctypes
import fcntl
import imaplib
import itertools
import os
import shutil
import signal
import smtplib
import struct
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.machine.conf import load
from tests.conftest import Box
from tests.faults.configuration import heals
from tests.faults.processes import below, kill
from tests.faults.stamps import is_scanned
from tests.faults.traces import trace
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, hand_over, until
from tests.journeys.mails import header
from tests.journeys.office import Office, Refused
from tests.ports import free_base

pytestmark = [pytest.mark.box, pytest.mark.long]
FS_IOC_SHUTDOWN = 0x8004587D  # linux/ext4.h EXT4_IOC_SHUTDOWN
NO_LOG_FLUSH = struct.pack("I", 2)
CLONE_NEWNS, MS_REC, MS_PRIVATE = 0x20000, 0x4000, 1 << 18  # sched.h, sys/mount.h
OUTSIDER = "hanako@out.example"
SENDERS = 3
SECONDS = 12.0


class Island:
    """A box on a disk of its own, whose power can be cut."""

    def __init__(self, directory: Path) -> None:
        self._image, self.disk = directory / "disk.img", directory / "d"
        self.disk.mkdir()
        with self._image.open("wb") as image:
            image.truncate(4 << 30)  # nearly all of it holes; filterd wants 2 GiB free where clamd has to use the disk
        subprocess.run(("mkfs.ext4", "-q", "-F", str(self._image)), check=True, timeout=60)

    def mount(self) -> None:
        subprocess.run(("mount", "-o", "loop", str(self._image), str(self.disk)), check=True, timeout=60)
        self.disk.chmod(0o755)

    def cut_power(self) -> None:
        """First the disk, then everything that ran on it."""
        handle = os.open(self.disk, os.O_RDONLY)
        try:
            fcntl.ioctl(handle, FS_IOC_SHUTDOWN, NO_LOG_FLUSH)
        finally:
            os.close(handle)
        self.end_processes()
        self.unmount()
        self.mount()

    def end_processes(self) -> None:
        """supervisord stands still first, so that it starts nothing anew."""
        for pid in _on(self.disk / "run" / "supervisord.conf"):
            os.kill(pid, signal.SIGSTOP)
            for one in reversed([*below(pid)]):
                kill(one)

    def unmount(self) -> None:
        def is_free() -> bool:
            for pid in _users(self.disk):
                kill(pid)
            return subprocess.run(("umount", str(self.disk)), capture_output=True, timeout=60).returncode == 0

        def is_let_go() -> bool:
            """Also by the mount namespace of a killed clamd, which the kernel takes down by and by."""
            loops = subprocess.run(("losetup", "-j", str(self._image)), capture_output=True, check=True, timeout=60)
            return not loops.stdout

        until(is_free, 30, 0.2)
        until(is_let_go, 30, 0.1)


def _on(configuration: Path) -> Iterator[int]:
    """The supervisord that was started with this configuration."""
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = line.read_bytes().split(b"\0")
            if b"fumibako.machine.daemons.supervisor.daemon" in words and os.fsencode(configuration) in words:
                yield int(line.parent.name)


def _users(disk: Path) -> Iterator[int]:
    """Whoever works or has a file open there: what was forked while its parent was killed."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            places = (process / "cwd", *(process / "fd").iterdir())
            if int(process.name) != os.getpid() and any(place.readlink().is_relative_to(disk) for place in places):
                yield int(process.name)


def _part_from_the_others_mounts() -> None:
    """What this thread and all that come from it mount is in nobody else's namespace.

    A clamd of another box that starts meanwhile would take a copy of the disk into its own, and keep it from being
    mounted anew."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS):
        pytest.skip("needs a mount namespace of its own")
    libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None)  # fails in a chroot, where "/" is no mount


@pytest.fixture(scope="module")
def island() -> Iterator[Island]:
    if os.geteuid() != 0 or not Path("/dev/loop-control").exists():
        pytest.skip("needs root and a loop device")
    _part_from_the_others_mounts()
    directory = Path(tempfile.mkdtemp(prefix="fb-", dir="/tmp"))
    directory.chmod(0o755)
    made = Island(directory)
    try:
        made.mount()
    except subprocess.CalledProcessError:
        shutil.rmtree(directory)
        pytest.skip("no loop device can be mounted here")
    try:
        yield made
    finally:
        made.end_processes()
        made.unmount()
        shutil.rmtree(directory)


@pytest.fixture(scope="module")
def office(island: Island) -> Office:
    """This module's own box, instead of the one that all share."""
    base = free_base()
    (island.disk / "fumibako.toml").write_text(
        f'[box]\nport_base = {base}\n[mail]\nrelay_host = "[127.0.0.1]:{base + 9}"\n'
        "[engines]\ndownload_signatures = false\n"
    )
    made = Box(load(state=island.disk))
    made.command("up", "--detach")
    return Office(made.config)


@pytest.fixture
def programs(office: Office) -> MailPrograms:
    return MailPrograms.of(office.status(), office.config.tls / "certificate.pem", office.config.hostname)


class Ledger:
    """What the box acknowledged before the cut began, kept where no power is cut.

    While the disk goes, an fsync that is under way may still come back without an error (seen with plain files, too):
    of that moment nothing is written down."""

    def __init__(self) -> None:
        self.delivered: dict[str, Person] = {}
        self.stored: dict[str, Person] = {}
        self.accounts: list[Person] = []
        self.is_over = threading.Event()

    def deliver(self, programs: MailPrograms, person: Person, series: int) -> None:
        """Mail from outside, one after the other until the power goes."""
        numbers = itertools.count(series * 1_000_000)
        with contextlib.suppress(OSError, smtplib.SMTPException):
            while True:
                with programs.smtp() as smtp:
                    for number in itertools.islice(numbers, 20):
                        mail = mails.small(OUTSIDER, person.address, number)
                        hand_over(smtp, mail, OUTSIDER, person.address)
                        self._note(self.delivered, mail, person)

    def store(self, programs: MailPrograms, person: Person) -> None:
        """Mail put into a folder by IMAP."""
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            imap = programs.imaps(person)
            for number in itertools.count():
                mail = mails.small(person.address, OUTSIDER, number)
                if imap.append("Sent", None, None, mail.content)[0] != "OK":
                    return
                self._note(self.stored, mail, person)

    def add_accounts(self, office: Office, domain: str) -> None:
        with contextlib.suppress(Refused, AssertionError):
            for number in itertools.count():
                person = office.add_account(f"new{number}@{domain}")
                if not self.is_over.is_set():
                    self.accounts.append(person)

    def _note(self, taken: dict[str, Person], mail: mails.Mail, person: Person) -> None:
        if not self.is_over.is_set():
            taken[mail.message_id] = person


def test_what_was_acknowledged_before_the_power_cut_is_there_after_it(
    island: Island, office: Office, programs: MailPrograms, new_domain: str
) -> None:
    office.add_customer("Island", new_domain)
    people = [office.add_account(f"p{number}@{new_domain}") for number in range(SENDERS)]
    ledger = Ledger()
    work = [
        *(threading.Thread(target=ledger.deliver, args=(programs, person, n)) for n, person in enumerate(people)),
        threading.Thread(target=ledger.store, args=(programs, people[0])),
        threading.Thread(target=ledger.add_accounts, args=(office, new_domain)),
    ]
    for thread in work:
        thread.start()
    threading.Event().wait(SECONDS)
    ledger.is_over.set()
    island.cut_power()
    for thread in work:
        thread.join(120)
    assert len(ledger.delivered) > 20 and len(ledger.stored) > 20 and ledger.accounts

    homes = [path for path in island.disk.iterdir() if (path / "conf").exists() or (path / "scopes").exists()]
    rendered = [path for home in homes for part in ("conf", "scopes") for path in (home / part).rglob("*")]
    assert [path for path in rendered if path.is_file() and path.stat().st_size == 0] == []

    Box(office.config).command("up", "--detach")
    heals(office.config)
    for person in ledger.accounts:
        assert programs.logs_in(person)
    office.drain(300)
    for taken, folder in ((ledger.delivered, "INBOX"), (ledger.stored, "Sent")):
        there = {}
        for person in people:
            there |= {header(content, b"Message-ID"): content for content in programs.all_in(person, folder)}
        lost = sorted(taken.keys() - there.keys())
        assert not lost, "\n".join(trace(office.config, message_id) for message_id in lost)
        if folder == "INBOX":
            assert all(is_scanned(office.config, content) for content in there.values())
    print(f"{len(ledger.delivered)} delivered, {len(ledger.stored)} stored, {len(ledger.accounts)} accounts: all there")


def test_without_fsync_the_same_power_cut_loses_mail(
    island: Island, office: Office, programs: MailPrograms, new_domain: str
) -> None:
    """The counter-test: this method does see what a missing fsync costs."""
    office.add_customer("Island", new_domain)
    person = office.add_account(f"p@{new_domain}")
    live = office.config.live("dovecot") / "dovecot.conf"
    honest = live.read_text()
    live.write_text(honest.replace("mail_fsync = always", "mail_fsync = never"))
    subprocess.run(("doveadm", "-c", str(live), "reload"), check=True, timeout=60)
    ledger = Ledger()
    work = threading.Thread(target=ledger.store, args=(programs, person))
    work.start()
    threading.Event().wait(3)
    ledger.is_over.set()
    island.cut_power()
    work.join(120)
    store = office.config.mail_store / new_domain / "p" / "mail"
    left = [path for path in store.rglob("u.*") if path.stat().st_size]
    print(f"{len(ledger.stored)} stored, {len(left)} left")
    assert len(left) < len(ledger.stored)
    live.write_text(honest)
    Box(office.config).command("up", "--detach")
