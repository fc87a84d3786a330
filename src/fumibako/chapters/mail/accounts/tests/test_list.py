"""The list of accounts (B1): what is asked once for all its rows, and its orders."""

from collections.abc import Iterator, Sequence

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fumibako.chapters.mail.accounts.services import add_account
from fumibako.chapters.mail.forwarding.services import set_forwarding
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.machine.provision.client import AgentDown
from tests.contracts.people import Office, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B1")]
SIZES = {"ito@list.example": 3 << 20, "suzuki@list.example": 5 << 30}


@pytest.fixture
def office() -> Office:
    made = make("株式会社一覧", "list.example")
    for name in ("ito", "kato"):
        add_account(actor=SYSTEM, domain=made.made.domain, local_part=name)
    return made


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[list[str]]]:
    """What Dovecot was asked about."""
    questions: list[list[str]] = []

    def bytes_of_some(self: Mailboxes, addresses: Sequence[str]) -> dict[str, int]:
        questions.append(list(addresses))
        return {address: SIZES.get(address, 0) for address in addresses}

    cache.clear()
    monkeypatch.setattr(Mailboxes, "bytes_of_some", bytes_of_some)
    monkeypatch.setattr(Mailboxes, "bytes_of_each", lambda self, domain: SIZES)
    yield questions
    cache.clear()


def test_more_rows_are_not_more_questions(office: Office, asked: list[list[str]]) -> None:
    client = member(office.made.administrator)

    def number_of_queries() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/admin/accounts/").status_code == 200
        return len(queries)

    client.get("/admin/accounts/")
    few = number_of_queries()
    for number in range(20):
        add_account(actor=SYSTEM, domain=office.made.domain, local_part=f"user{number}")
    asked.clear()
    assert number_of_queries() == few
    assert len(asked) == 1 and len(asked[0]) == 20  # the others are known


def test_the_fullest_come_first(office: Office) -> None:
    text = member(office.made.administrator).get("/admin/accounts/?sort=-bytes").content.decode()
    assert text.index("suzuki@list") < text.index(">ito@list") < text.index(">kato@list")
    assert "3 MB / " in text


def test_only_those_whose_mail_is_forwarded(office: Office) -> None:
    given = {"targets": ["a@elsewhere.example"], "keeps_copy": True}
    set_forwarding(actor=SYSTEM, mailbox=office.user.mailbox, is_on=True, **given)  # type: ignore[arg-type]
    text = member(office.made.administrator).get("/admin/accounts/?status=forwarding").content.decode()
    assert "/admin/accounts/suzuki@list.example/forwarding/" in text and "kato@list" not in text


def test_without_dovecot_the_list_is_there(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise AgentDown

    monkeypatch.setattr(Mailboxes, "bytes_of_some", away)
    monkeypatch.setattr(Mailboxes, "bytes_of_each", away)
    answer = member(office.made.administrator).get("/admin/accounts/?sort=bytes")
    assert answer.status_code == 200 and "kato@list" in answer.content.decode()
