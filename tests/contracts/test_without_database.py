"""The portal while its database is locked or gone: says so in words and in the visitor's language, and saves nothing
by halves. tests/faults/test_portal_without_database.py does it to a box."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DataError, OperationalError, connection
from django.test import Client
from django.urls import reverse

from fumibako.chapters.identity.logins import sessions
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.audit.models import Entry
from tests.contracts.people import TYPED, Office, member

pytestmark = [pytest.mark.django_db(transaction=True, serialized_rollback=True), pytest.mark.feature("A5", "A6")]
WORDS = {"ja": "メールの送受信と閲覧は、通常どおり", "en": "Sending, receiving and reading mail work as usual"}
TYPED_IS_KEPT = {"ja": "入力した内容は失われていません", "en": "what you entered is not lost"}


def refusing(*kinds: str) -> Callable[..., Any]:
    """Lets no statement through that begins with one of these words."""

    def wrapper(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.lstrip().upper().startswith(kinds):
            raise OperationalError("database is locked")
        return execute(sql, *rest)

    return wrapper


def patient(client: Client) -> Client:
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize("language", WORDS)
def test_case_103_a_page_says_in_words_that_it_has_to_wait(ours: Office, language: str) -> None:
    client = patient(member(ours.user))
    with connection.execute_wrapper(refusing("SELECT", "INSERT", "UPDATE", "DELETE")):
        for page in ("/user/", "/user/forwarding/", "/admin/accounts/", "/console/customers/"):
            client.cookies["__Host-console"] = "x" * 43
            answer = client.get(page, headers={"accept-language": language})
            assert answer.status_code == 503
            assert answer.headers["Retry-After"] == "60"
            text = answer.content.decode()
            assert WORDS[language] in text and f'lang="{language}"' in text
            assert TYPED_IS_KEPT[language] not in text
        assert client.get("/healthz").status_code == 503


def test_a_page_that_asks_for_nothing_is_there_without_a_database(ours: Office) -> None:
    with connection.execute_wrapper(refusing("SELECT", "INSERT", "UPDATE", "DELETE")):
        for route in ("membersite:top", "membersite:login", "console:login"):
            client = patient(Client(headers={"x-forwarded-proto": "https", "host": "localhost"}))
            assert client.get(reverse(route)).status_code == 200


@pytest.mark.parametrize("language", WORDS)
def test_case_103_what_was_sent_is_saved_whole_or_not_at_all_and_can_be_sent_again(ours: Office, language: str) -> None:
    client = patient(member(ours.made.administrator))
    typed = {**TYPED, "local_part": "new", "once": "x"}
    before = Mailbox.objects.count(), Entry.objects.count()
    for kinds in (("INSERT",), ('INSERT INTO "AUDIT',), ("UPDATE",)):
        with connection.execute_wrapper(refusing(*kinds)):
            answer = client.post("/admin/accounts/add/", typed, headers={"accept-language": language})
        assert answer.status_code == 503
        assert TYPED_IS_KEPT[language] in answer.content.decode()
        assert "Kaban" not in answer.content.decode()
        assert (Mailbox.objects.count(), Entry.objects.count()) == before
    assert client.post("/admin/accounts/add/", typed).status_code == 200


def test_whoever_only_looks_is_not_kept_out_by_a_database_that_cannot_be_written(
    ours: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Noting when a session was last seen, or that it is over, waits for better times."""
    monkeypatch.setattr(sessions, "NOTE_EVERY", timedelta(seconds=-1))
    client = patient(member(ours.user))
    with connection.execute_wrapper(refusing("INSERT", "UPDATE", "DELETE")):
        assert client.get("/user/").status_code == 200
    Login.objects.filter(name=ours.user.mailbox.address).update(is_suspended=True)
    with connection.execute_wrapper(refusing("INSERT", "UPDATE", "DELETE")):
        assert client.get("/user/").status_code == 302


def test_a_value_that_the_database_objects_to_is_our_mistake_and_no_outage(
    ours: Office,
) -> None:
    def wrapper(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        raise DataError("value too long")

    client = patient(member(ours.user))
    with connection.execute_wrapper(wrapper):
        assert client.get("/user/").status_code == 500
