"""Signatures and templates in mails, and whose they are. The form of a mail itself: writing/tests."""

from typing import Any

import pytest
from django.test import Client

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.phrases import errors
from fumibako.chapters.webmail.phrases.models import Phrase
from fumibako.chapters.webmail.phrases.services import add_phrase
from tests.contracts.people import Office, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C1")]


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.fixture
def client(ours: Office) -> Client:
    return member(ours.user)


def added(mailbox: Mailbox, **given: Any) -> Phrase:
    values = {"kind": "signature", "name": "a", "subject": "", "text": "株式会社わたし\n鈴木", "is_default": True}
    return add_phrase(mailbox=mailbox, **(values | given))


def test_a_new_mail_begins_with_the_default_signature(client: Client, ours: Office) -> None:
    added(ours.user.mailbox, text="株式会社わたし 鈴木")
    added(ours.user.mailbox, text="別の署名", is_default=False)
    page = client.get("/mail/write/").content.decode()
    assert "\n\n株式会社わたし 鈴木" in page and "別の署名" not in page


def test_one_signature_at_most_is_the_default(ours: Office) -> None:
    added(ours.user.mailbox, name="a")
    added(ours.user.mailbox, name="b")
    assert [phrase.name for phrase in Phrase.objects.filter(is_default=True)] == ["b"]


def test_a_template_is_no_signature(ours: Office) -> None:
    assert not added(ours.user.mailbox, kind="template", subject="御見積\r\nBcc: x").is_default
    assert Phrase.objects.get().subject == "御見積 Bcc: x"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"name": " "}, errors.BadPhraseName),
        ({"name": "a" * 101}, errors.BadPhraseName),
        ({"text": "\n"}, errors.BadPhraseText),
        ({"text": "a" * 10_001}, errors.BadPhraseText),
    ],
)
def test_what_cannot_be_kept_is_refused(ours: Office, given: dict[str, str], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        added(ours.user.mailbox, **given)


def test_nobody_sees_or_deletes_anothers(client: Client, ours: Office) -> None:
    theirs = added(ours.made.administrator.mailbox)
    for path in (f"/mail/phrases/{theirs.pk}/", f"/mail/phrases/{theirs.pk}/delete/"):
        assert client.get(path).status_code == client.post(path).status_code == 404
    assert "鈴木" not in client.get("/mail/phrases/").content.decode() + client.get("/mail/write/").content.decode()


def test_it_is_changed_and_deleted_on_its_page(client: Client, ours: Office) -> None:
    key = added(ours.user.mailbox).pk
    client.post(f"/mail/phrases/{key}/", {"name": "b", "text": "新しい署名"})
    assert (Phrase.objects.get().text, Phrase.objects.get().is_default) == ("新しい署名", False)
    client.post(f"/mail/phrases/{key}/delete/")
    assert not Phrase.objects.exists()
