"""What a list must say, and whom the old server may be."""

import ipaddress

import pytest

from fumibako.chapters.mail.bulk.tests.conftest import state  # noqa: F401 used by pytest
from fumibako.chapters.mail.moving_in import errors, services
from fumibako.chapters.mail.moving_in.jobs import move_in
from fumibako.chapters.mail.moving_in.sheet import Entry, packed, parse, unpacked
from fumibako.chapters.mail.moving_in.source import Security, Server, keeping, opened
from fumibako.groundwork.audit.models import Entry as Audit
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.rules import Refused
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, make, member

pytestmark = pytest.mark.feature("B15")
ACCOUNTS = ("suzuki@ours.example", "sato@ours.example")
HEADER = "メールアドレス,旧ログイン名,旧パスワード"
SERVER = Server("imap.old.example", 993, Security.TLS)


def test_a_list_is_read_in_either_charset_and_with_local_parts() -> None:
    text = f"{HEADER}\nsuzuki,s.suzuki@old.example,秘密1\nsato@ours.example,sato,'=x\n"
    for charset in ("utf-8-sig", "cp932"):
        first, second = parse(text.encode(charset), default="ours.example", accounts=ACCOUNTS)
        assert first == Entry(2, "suzuki@ours.example", "s.suzuki@old.example", "秘密1")
        assert second.password == "'=x"  # as it was written
        assert unpacked(packed([first, second])) == (first, second)
        assert "秘密1" not in repr(first)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("メールアドレス,旧ログイン名\nsuzuki,x\n", errors.NoMoveColumns),
        (f"{HEADER}\n", errors.NothingToMove),
        (f"{HEADER}\nsuzuki,x,\n", errors.LineRefused),
        (f"{HEADER}\nstranger@theirs.example,x,y\n", errors.LineRefused),
    ],
)
def test_what_a_list_lacks_is_told(text: str, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        parse(text.encode(), default="ours.example", accounts=ACCOUNTS)


@pytest.mark.parametrize("host", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "192.168.1.1", "::1", "100.64.0.1"])
def test_nobody_looks_into_our_own_network_by_way_of_us(host: str) -> None:
    with pytest.raises(errors.ServerNotAllowed), opened(Server(host, 9, Security.NONE), "x", "y", ()):
        raise AssertionError("opened")


def test_an_address_that_the_operator_allowed_is_asked() -> None:
    allowed = [ipaddress.ip_network("127.0.0.0/8")]
    with pytest.raises(errors.ServerAway), opened(Server("127.0.0.1", 9, Security.NONE), "x", "y", allowed):
        raise AssertionError("opened")


def test_deleted_and_recent_are_no_flags_to_keep() -> None:
    assert keeping([b"\\Seen", b"\\Recent", b"$Forwarded", b"\\Deleted"]) == [b"\\Seen", b"$Forwarded"]


@pytest.fixture
def ours() -> Office:
    return make("わたし", "ours.example")


@pytest.mark.django_db
def test_a_page_starts_a_job_that_knows_no_password_and_a_note_for_each_mailbox(ours: Office) -> None:
    client = member(ours.made.administrator)
    given = {
        "host": "imap.old.example",
        "security": "tls",
        "address": "suzuki@ours.example",
        "login": "s",
        "password": "geheim1",
    }
    answer = client.post("/admin/moving-in/", given)
    assert answer.status_code == 302
    job = Job.objects.get()
    assert "geheim1" not in str(job.arguments)
    assert b"geheim1" in (files.read(job.arguments["stored"]) or b"")
    assert Audit.objects.filter(action="mail.move_in", subject="suzuki@ours.example").count() == 1


@pytest.mark.django_db
def test_another_customers_mailbox_is_not_filled(ours: Office) -> None:
    make("よそ", "theirs.example")
    entry = Entry(1, "suzuki@theirs.example", "s", "x")
    with pytest.raises(errors.NotOurAddress):
        services.start(
            actor=PERSON, customer=ours.made.customer, server=SERVER, entries=[entry], owner="", kind=move_in
        )
    assert not Job.objects.exists()


@pytest.mark.django_db
def test_what_is_missing_is_told_at_its_field(ours: Office) -> None:
    answer = member(ours.made.administrator).post("/admin/moving-in/", {"host": "imap.old.example", "security": "tls"})
    assert answer.status_code == 422
    assert {"address", "login", "password"} <= set(answer.context["form"].errors)
