"""Nothing that was typed is lost, and nothing is sent twice: the pages with a mailbox and a submission service that
fail in every way. Real daemons: tests/journeys/test_webmail_writing.py."""

import re
from collections.abc import Sequence
from html import unescape
from typing import Any, Self

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from fumibako.chapters.cabinet.models import Link
from fumibako.chapters.cabinet.tests.contract import in_a_directory, seated, stored
from fumibako.chapters.webmail.imap import Away, Full, Gone
from fumibako.chapters.webmail.phrases.services import add_phrase
from fumibako.chapters.webmail.reading import connected
from fumibako.chapters.webmail.writing import outbox, services, views
from fumibako.chapters.webmail.writing.draft import Draft, draft_of
from fumibako.chapters.webmail.writing.errors import MailRefused, RecipientRefused, SendingAway, Uncertain
from fumibako.chapters.webmail.writing.models import Submission
from fumibako.groundwork.audit.models import Entry
from tests.contracts.people import Office, browser, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C1")]
COLLEAGUE = "sato@ours.example"
OUTSIDER = "hanako@out.example"
TYPED = {"to": COLLEAGUE, "subject": "見積①", "text": "本文\n二行目"}


class Mailbox:
    """A session that remembers. trouble: what it raises instead of adding a mail."""

    def __init__(self) -> None:
        self.mails: dict[tuple[str, int], bytes] = {}
        self.marks: list[tuple[str, Sequence[int], str]] = []
        self.trouble: Exception | None = None
        self._last = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def name_of(self, role: str) -> str:
        return role

    def add(self, folder: str, mail: bytes, flags: Sequence[str]) -> int:
        if self.trouble:
            raise self.trouble
        self._last += 1
        self.mails[folder, self._last] = mail
        return self._last

    def mail(self, folder: str, uid: int, *, is_read: bool = True) -> bytes:
        if (folder, uid) not in self.mails:
            raise Gone(folder)
        return self.mails[folder, uid]

    def has(self, folder: str, message_id: str) -> bool:
        there = (mail for (name, _), mail in self.mails.items() if name == folder)
        return any(message_id.encode() in mail for mail in there)

    def delete(self, folder: str, uids: Sequence[int]) -> None:
        for uid in uids:
            self.mails.pop((folder, uid), None)

    def move(self, folder: str, uids: Sequence[int], to: str) -> None:
        for uid in uids:
            self.mails[to, uid] = self.mails.pop((folder, uid))

    def mark(self, folder: str, uids: Sequence[int], flag: str, *, is_on: bool) -> None:
        self.marks.append((folder, uids, flag))

    def drafts(self) -> list[Draft]:
        return self._all("Drafts")

    def sent(self) -> list[Draft]:
        return self._all("Sent")

    def _all(self, wanted: str) -> list[Draft]:
        there = [mail for (folder, _), mail in self.mails.items() if folder == wanted]
        return [draft_of(mail, address="suzuki@ours.example") for mail in there]


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.fixture
def client(ours: Office) -> Client:
    """Of somebody who sends at once."""
    outbox.set_habits(mailbox=ours.user.mailbox, undo_seconds=0)
    return member(ours.user)


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    made = Mailbox()
    for module in (connected, views):
        monkeypatch.setattr(module, "session_of", lambda request: made)
    return made


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What was handed to the submission service."""
    taken: list[tuple[Any, ...]] = []
    monkeypatch.setattr(services, "submit", lambda config, *given: taken.append(given))
    return taken


def fails(monkeypatch: pytest.MonkeyPatch, refusal: Exception) -> None:
    def submit(*given: object) -> None:
        raise refusal

    monkeypatch.setattr(services, "submit", submit)


def hidden(client: Client, path: str = "/mail/write/") -> dict[str, str]:
    """What an open form carries."""
    return _hidden(client.get(path))


def _hidden(page: HttpResponse) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode())
    return {name: unescape(value) for name, value in found}


def post(client: Client, action: str, **typed: Any) -> Any:
    return client.post("/mail/write/", {**TYPED, "action": action, **typed})


def test_a_mail_to_a_colleague_is_sent_and_kept(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    assert post(client, "send").status_code == 302
    assert [(sender, recipients) for sender, recipients, *_ in sent] == [("suzuki@ours.example", [COLLEAGUE])]
    assert (len(mailbox.sent()), mailbox.drafts()) == (1, [])


def test_files_are_kept_in_the_draft_and_sent_from_it(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    file = SimpleUploadedFile("請求書①.pdf", b"%PDF", "application/pdf")
    page = client.get(post(client, "save", files=[file])["Location"])
    keep = re.findall(r'name="keep" value="([^"]*)"', page.content.decode())
    post(client, "send", keep=keep, **_hidden(page))
    assert [(file.name, file.octets) for file in mailbox.sent()[0].files] == [("請求書①.pdf", b"%PDF")]


def test_a_template_is_put_in_and_nothing_typed_is_lost(client: Client, ours: Office, mailbox: Mailbox) -> None:
    given = {"mailbox": ours.user.mailbox, "kind": "template", "name": "a", "is_default": False}
    key = add_phrase(**given, subject="定型", text="いつもお世話に").pk
    other = add_phrase(**given | {"mailbox": ours.made.administrator.mailbox}, subject="x", text="よその文").pk
    page = client.get(post(client, "insert", phrase=key, files=[SimpleUploadedFile("a.txt", b"a")])["Location"])
    (draft,) = mailbox.drafts()
    assert (draft.subject, draft.text, len(draft.files)) == ("定型", "本文\n二行目\n\nいつもお世話に", 1)
    post(client, "insert", phrase=other, **_hidden(page))
    assert all("よその文" not in draft.text for draft in mailbox.drafts())


@pytest.mark.feature("E5")
def test_attachments_go_to_the_cabinet_and_the_mail_says_where_they_are(
    client: Client, ours: Office, mailbox: Mailbox
) -> None:
    seated(ours)
    there = stored(ours.user.mailbox, name="動画.mp4")
    given = {"cabinet": there.key, "link_days": "3", "link_password": "Kagi-to-hako-3"}
    with in_a_directory():
        post(client, "link", files=[SimpleUploadedFile("図面.zip", b"abc")], **given)
        assert post(client, "link", **given | {"link_days": "99"}).status_code == 422
    (draft,) = mailbox.drafts()
    link = Link.objects.get()
    assert {file.name for file in link.files.all()} == {"図面.zip", "動画.mp4"} and link.password_hash
    assert draft.files == () and draft.text.startswith("本文\n二行目\n\n-") and "動画.mp4 (5 B)" in draft.text
    (address,) = re.findall(r"/cabinet/[\w-]{32}/", draft.text)
    assert "動画.mp4" not in browser().get(address).content.decode()  # the password is asked first
    assert "Kagi" not in draft.text


def test_a_file_without_its_tick_is_left_out(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    page = client.get(post(client, "save", files=[SimpleUploadedFile("a.txt", b"a")])["Location"])
    post(client, "send", **_hidden(page))
    assert mailbox.sent()[0].files == ()


def test_what_cannot_be_sent_is_a_draft(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    answer = post(client, "send", to="間違い", files=[SimpleUploadedFile("a.txt", b"a")])
    assert (answer.status_code, sent) == (422, [])
    assert "間違い" in answer.content.decode() and "a.txt" in answer.content.decode()
    (draft,) = mailbox.drafts()
    assert (draft.to, draft.subject, draft.text, len(draft.files)) == ("間違い", TYPED["subject"], TYPED["text"], 1)


@pytest.mark.parametrize("trouble", [Away("x"), Full("x")])
def test_what_cannot_be_saved_comes_back(client: Client, mailbox: Mailbox, trouble: Exception) -> None:
    mailbox.trouble = trouble
    answer = post(client, "save")
    assert answer.status_code == 503
    assert all(part in answer.content.decode() for part in (COLLEAGUE, TYPED["subject"], "本文\n二行目"))


def test_a_full_mailbox_still_sends(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    mailbox.trouble = Full("x")
    assert post(client, "send").status_code == 302
    assert len(sent) == 1


@pytest.mark.parametrize("refusal", [MailRefused(reply="550 x"), SendingAway(), Uncertain()])
def test_a_full_mailbox_and_a_refused_mail_lose_nothing(
    client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, refusal: Exception
) -> None:
    mailbox.trouble = Full("x")
    fails(monkeypatch, refusal)
    answer = post(client, "send", cc=COLLEAGUE, files=[SimpleUploadedFile("a.txt", b"a")], **hidden(client))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(COLLEAGUE) == 2 and all(part in page for part in (TYPED["subject"], "本文\n二行目"))
    assert "もう一度添付" in page
    taken: list[Any] = []
    monkeypatch.setattr(services, "submit", lambda config, *given: taken.append(given))
    post(client, "send", **_hidden(answer))
    assert len(taken) == 1


@pytest.mark.parametrize(
    "refusal", [MailRefused(reply="550 x"), RecipientRefused(address=COLLEAGUE, reply="550 x"), SendingAway()]
)
def test_what_the_service_refuses_is_a_draft_and_can_be_sent_again(
    client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, refusal: Exception
) -> None:
    fails(monkeypatch, refusal)
    answer = post(client, "send")
    assert (len(mailbox.drafts()), mailbox.sent()) == (1, [])
    taken: list[Any] = []
    monkeypatch.setattr(services, "submit", lambda config, *given: taken.append(given))
    post(client, "send", **hidden(client, answer["Location"]))
    assert (len(taken), mailbox.drafts()) == (1, [])


def test_case_101_a_form_that_comes_twice_sends_once(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    form = hidden(client)
    answers = [post(client, "send", **form) for _ in range(2)]
    assert (len(sent), mailbox.drafts()) == (1, [])
    assert answers[1]["Location"].endswith("folder=Sent")


def test_case_101_what_may_have_been_sent_is_not_sent_again_unasked(
    client: Client, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = hidden(client)
    fails(monkeypatch, Uncertain())
    post(client, "send", **form)
    taken: list[Any] = []
    monkeypatch.setattr(services, "submit", lambda config, *given: taken.append(given))
    post(client, "send", **form)
    assert (taken, len(mailbox.drafts())) == ([], 1)
    post(client, "send", **hidden(client, "/mail/write/?draft=1"))
    assert (len(taken), mailbox.drafts()) == (1, [])


def test_a_sent_mail_that_is_changed_and_sent_is_another_one(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    form = hidden(client)
    post(client, "send", **form)
    post(client, "send", **form | {"text": "もう一通"})
    assert (len(sent), Submission.objects.count()) == (2, 2)


def test_a_mail_to_the_outside_is_looked_at_first(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    confirm = post(client, "send", to=f"{COLLEAGUE}, {OUTSIDER}", cc="b@out2.example")["Location"]
    page = client.get(confirm).content.decode()
    assert f'value="{OUTSIDER}"' in page and f'value="{COLLEAGUE}"' not in page
    assert client.post(confirm, {"checked": [OUTSIDER]}).status_code == 422
    assert sent == []
    assert client.post(confirm, {"checked": [OUTSIDER, "b@out2.example"]}).status_code == 302
    assert (len(sent), mailbox.drafts()) == (1, [])
    entry = Entry.objects.get(action="mail.confirm_recipients")
    assert entry.details["recipients"] == [OUTSIDER, "b@out2.example"]


def test_attachments_to_the_outside_are_looked_at_too(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    file = SimpleUploadedFile("a.txt", b"a")
    confirm = post(client, "send", to=OUTSIDER, files=[file])["Location"]
    assert client.post(confirm, {"checked": [OUTSIDER]}).status_code == 422
    assert client.post(confirm, {"checked": [OUTSIDER, "files"]}).status_code == 302
    assert len(sent) == 1


def test_another_domain_of_ours_that_only_ends_alike_is_outside(
    client: Client, mailbox: Mailbox, sent: list[Any]
) -> None:
    assert "/mail/send/" in post(client, "send", to="a@notours.example")["Location"]
    assert "/mail/send/" in post(client, "send", to="a@x.ours.example")["Location"]


def test_an_answered_mail_is_marked(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    post(client, "send", origin="reply 7 INBOX")
    post(client, "send", origin="forward 8 INBOX", text="別のメール")
    assert mailbox.marks == [("INBOX", [7], "\\Answered"), ("INBOX", [8], "$Forwarded")]


def test_a_draft_of_another_program_keeps_its_formatting(client: Client, mailbox: Mailbox) -> None:
    octets = b"Message-ID: <9@pc>\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p><b>text</b></p>"
    mailbox.add("Drafts", octets, ())
    page = client.get("/mail/write/?draft=1")
    post(client, "save", **_hidden(page))
    assert (mailbox.mails["Drafts", 1], len(mailbox.drafts())) == (octets, 2)


def test_a_form_deletes_no_other_draft(client: Client, mailbox: Mailbox) -> None:
    mailbox.add("Drafts", b"Message-ID: <9@pc>\r\n\r\nother", ())
    post(client, "save", stored="1 <8@pc>")
    assert len(mailbox.drafts()) == 2


def test_a_discarded_draft_is_in_the_trash(client: Client, mailbox: Mailbox) -> None:
    page = client.get(post(client, "save")["Location"])
    post(client, "discard", **_hidden(page))
    assert [folder for folder, _ in mailbox.mails] == ["Trash"]


def test_case_100_hostile_values_stay_in_their_fields(client: Client, mailbox: Mailbox, sent: list[Any]) -> None:
    file = SimpleUploadedFile('a"\u202e.txt', b"a", 'text/html"onload=')
    hostile = {"subject": "a\r\nBcc: victim@out.example", "references": "<a@b>\r\nX-A: b", "message_id": "<a>\r\nX: y"}
    post(client, "send", files=[file], **hostile)
    octets = sent[0][2]
    head = octets.partition(b"\r\n\r\n")[0]
    names = {line.partition(b":")[0].decode() for line in head.split(b"\r\n") if not line.startswith(b" ")}
    expected = {"Date", "From", "To", "Subject", "Message-ID", "References", "MIME-Version", "Content-Type"}
    assert names == expected
    assert b"application/octet-stream" in octets and b"onload" not in octets
