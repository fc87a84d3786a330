"""A copy of what users send is on the disk before the mail goes on (B12, SECURITY 102)."""

import os
import shutil
from pathlib import Path

import pytest

from fumibako.machine.formats.packs import Facts, first_changed, mail_at, records
from fumibako.machine.state import MailDomain, SendingGuard, SpamPolicy

from .conftest import Bench
from .hops import submitted_by

pytestmark = pytest.mark.feature("B12")
SUZUKI = "suzuki@example.jp"
OURS, OTHER = (
    MailDomain(name=name, administrator=f"admin@{name}", spam=SpamPolicy(is_on=False), is_archived=name == "example.jp")
    for name in ("example.jp", "other.example")
)
MAIL = "From: {}\r\nTo: a@c1.example\r\nSubject: x\r\n\r\nbody\r\n"


@pytest.fixture(autouse=True)
def nothing_kept(bench: Bench) -> None:
    for each in bench.config.archive.iterdir():
        shutil.rmtree(each)


def send(
    bench: Bench, *recipients: str, sender: str = SUZUKI, login: str = SUZUKI, queue_id: str = "4QabcdefZ1z"
) -> str:
    for domain in (OURS, OTHER):
        bench.allow(domain, guard=SendingGuard(customer="W1"))
    content = (submitted_by(login) if login else b"") + MAIL.format(login or SUZUKI).encode()
    replies = bench.outgoing().send(sender, list(recipients), content, queue_id)
    return " ".join(replies)


def kept(bench: Bench) -> list[tuple[Facts, bytes]]:
    packs = sorted(bench.config.archive.glob("*/*/*.pack"))
    assert all(first_changed(pack) is None for pack in packs)
    return [mail_at(pack, each.offset) for pack in packs for each in records(pack)]


def test_what_a_user_sends_is_kept_with_its_hidden_recipients(bench: Bench) -> None:
    assert send(bench, "a@c1.example", "hidden@c2.example").startswith("250")
    ((facts, mail),) = kept(bench)
    assert (facts.login, facts.recipients) == (SUZUKI, ("a@c1.example", "hidden@c2.example"))
    assert mail.endswith(MAIL.format(SUZUKI).encode()) and b"X-Fumibako" not in mail
    (pack,) = bench.config.archive.glob("W1/example.jp/*.pack")
    assert pack.stat().st_mode & 0o777 == 0o640 and pack.stat().st_gid == bench.config.uids.control


@pytest.mark.parametrize("sender", ["", "sales@other.example"])
def test_who_logged_in_decides_and_not_the_envelope(bench: Bench, sender: str) -> None:
    assert send(bench, "a@c1.example", sender=sender).startswith("250")
    assert [facts.sender for facts, _ in kept(bench)] == [sender]


def test_mail_of_programs_and_of_other_domains_is_not_kept(bench: Bench) -> None:
    assert send(bench, "a@c1.example", login="").startswith("250")
    assert send(bench, "a@c1.example", sender="", login="x@other.example").startswith("250")
    assert kept(bench) == []


def test_the_same_mail_again_is_kept_once_by_a_new_process_as_well(bench: Bench) -> None:
    for _ in range(2):
        bench.reinjection.refusals["a@c1.example"] = "451 4.0.0 later"
        assert send(bench, "a@c1.example").startswith("451")
    bench.kill()
    bench.start()
    bench.reinjection.refusals.clear()
    assert send(bench, "a@c1.example").startswith("250") and send(bench, "b@c1.example").startswith("250")
    assert [facts.recipients for facts, _ in kept(bench)] == [("a@c1.example",), ("b@c1.example",)]


def test_only_one_of_its_recipients_again_is_the_same_mail(bench: Bench) -> None:
    bench.reinjection.refusals["b@c1.example"] = "451 4.0.0 later"
    assert "250" in send(bench, "a@c1.example", "b@c1.example")
    bench.reinjection.refusals.clear()
    assert send(bench, "b@c1.example").startswith("250")
    assert [facts.recipients for facts, _ in kept(bench)] == [("a@c1.example", "b@c1.example")]


def test_where_no_copy_can_be_kept_the_mail_waits(bench: Bench) -> None:
    (bench.config.archive / "W1").touch()
    assert send(bench, "a@c1.example").startswith("45") and bench.reinjection.taken == []
    (bench.config.archive / "W1").unlink()
    assert send(bench, "a@c1.example").startswith("250") and len(kept(bench)) == 1


def test_a_pack_that_was_put_back_from_a_copy_goes_on_from_there(bench: Bench) -> None:
    assert send(bench, "a@c1.example", queue_id="4Qabcdefa1z").startswith("250")
    (pack,) = bench.config.archive.glob("W1/example.jp/*.pack")
    copy = pack.read_bytes()
    assert send(bench, "a@c1.example", queue_id="4Qabcdefb1z").startswith("250")
    pack.write_bytes(copy + b"half")  # tar may have read a record that was being written
    assert send(bench, "a@c1.example", queue_id="4Qabcdefc1z").startswith("250")
    assert [facts.queue_id for facts, _ in kept(bench)] == ["4Qabcdefa1z", "4Qabcdefc1z"]


def test_a_pack_that_is_garbage_is_left_and_the_next_is_begun(bench: Bench) -> None:
    assert send(bench, "a@c1.example", queue_id="4Qabcdefa1z").startswith("250")
    (pack,) = bench.config.archive.glob("W1/example.jp/*.pack")
    spoilt(pack)
    assert send(bench, "a@c1.example", queue_id="4Qabcdefb1z").startswith("250")
    assert sorted(path.name for path in pack.parent.iterdir()) == [f"{pack.stem}-2.pack", pack.name]


def spoilt(pack: Path) -> None:
    os.truncate(pack, 0)
    pack.write_bytes(b"x" * 1000)
