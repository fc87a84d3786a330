"""B13: what became of a mail, from real daemons' logs to the page and the command."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.sink import Sink, Taken
from tests.journeys.test_commands import fumibako
from tests.journeys.test_virus import infected
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("B13")]
OUTSIDER, ELSEWHERE, NOBODY = "hanako@out.example", "ichiro@elsewhere.example", "nobody@elsewhere.example"


@pytest.fixture
def trace(office: Office) -> Callable[..., dict[str, Any]]:
    """The one delivery that the command finds, once it has that outcome."""

    def of(outcome: str, *words: str) -> dict[str, Any]:
        def look() -> dict[str, Any] | None:
            done = fumibako("mail", "trace", *words, "--since", "10m", "--json", state=office.config.state)
            found: list[dict[str, Any]] = json.loads(done.stdout)
            return next((delivery for delivery in found if delivery["outcome"] == outcome), None)

        return until(look, every=1.0)

    return of


def test_one_mails_way_is_told_to_its_recipient_in_words(
    programs: MailPrograms,
    office: Office,
    suzuki: Person,
    outside: Sink,
    forwards: Callable[..., None],
    trace: Callable[..., dict[str, Any]],
) -> None:
    spam, virus, mail = (make(OUTSIDER, suzuki.address) for make in (mails.gtube, infected, mails.plain))
    programs.deliver(spam, OUTSIDER, suzuki.address)
    programs.deliver(virus, OUTSIDER, suzuki.address)
    found = trace("spam_folder", "--to", suzuki.address, "--message-id", spam.message_id)
    assert found["score"] >= found["threshold"]
    assert "Eicar" in trace("virus_removed", "--to", suzuki.address, "--message-id", virus.message_id)["virus"]
    forwards(suzuki, ELSEWHERE)
    programs.deliver(mail, OUTSIDER, suzuki.address)
    assert trace("delivered", "--to", suzuki.address, "--message-id", mail.message_id)["forwarded_to"] == [ELSEWHERE]
    trace("sent", "--to", ELSEWHERE, "--message-id", mail.message_id)
    browser = Browser(programs, office.config.hostname).log_in(suzuki)
    page = browser.get("/user/delivery-log/").text
    for words in ("迷惑メールフォルダーに保存", "ウイルスを削除", "配信済み"):
        assert words in page


def test_a_refusal_is_told_to_the_sender_with_their_words_and_ours(
    programs: MailPrograms, office: Office, suzuki: Person, outside: Sink, trace: Callable[..., dict[str, Any]]
) -> None:
    def answer(taken: Taken) -> str:
        return "550 5.1.1 Nobody of that name" if NOBODY in taken.recipients else "250 2.0.0 taken"

    outside.answer = answer
    mail = mails.plain(suzuki.address, NOBODY)
    programs.send(mail, suzuki, NOBODY)
    found = trace("failed", "--from", suzuki.address, "--message-id", mail.message_id)
    assert "Nobody of that name" in found["reply"]
    browser = Browser(programs, office.config.hostname).log_in(suzuki)
    page = browser.get(f"/user/delivery-log/?address={NOBODY}").text
    assert "配信できず" in page and NOBODY in page
    unknown = f"no-such-person@{suzuki.domain}"
    assert programs.rcpt(unknown, OUTSIDER) == 550
    assert "User unknown" in trace("refused", "--to", unknown)["reply"]
    assert fumibako("mail", "trace", "--since", "yesterday", state=office.config.state).returncode == 2
