"""An inquiry (A1): from the form to the provider's support, and the answer back to whoever asked."""

import email
import email.policy
from typing import Any

import pytest

from tests.conftest import Box
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("A1")]
SUPPORT = "support@provider.example"


def text_of(content: bytes) -> str:
    mail = email.message_from_bytes(content, policy=email.policy.default)
    return str(mail.get_content()).replace("\r\n", "\n")  # type: ignore[attr-defined]


def test_a_visitor_asks_support_reads_it_and_the_answer_arrives(
    programs: MailPrograms, office: Office, box: Box, demo: dict[str, Any], suzuki: Person, outside: Sink
) -> None:
    box.command("branding", "set", "--support-address", SUPPORT)
    visitor = Browser(programs, office.config.hostname)
    asked: dict[str, str | list[str]] = {
        "category": "mail",
        "text": "メールが届きません。",
        "reply_address": suzuki.address,
    }
    sent = visitor.submit(visitor.get("/inquiry/"), "/inquiry/", asked)
    assert sent.path == "/inquiry/sent/"
    arrived = until(lambda: [mail.content for mail in list(outside.taken) if SUPPORT in mail.recipients], 60)[-1]
    told = text_of(arrived)
    assert "メールが届きません。" in told and suzuki.address in told
    link = next(word for word in told.split() if "/console/inquiries/" in word)

    assert "受付番号" in text_of(until(lambda: programs.all_in(suzuki), 60)[0])

    desk = Browser(programs, office.config.hostname)
    desk.log_in_as_operator(demo["operator"]["login"], demo["operator"]["password"])
    page = desk.get(link)
    assert "メールが届きません。" in page.text
    desk.submit(page, page.path, {"text": "迷惑メールフォルダーを\r\nご確認ください。"})
    told = until(lambda: [text for text in map(text_of, programs.all_in(suzuki)) if "迷惑メール" in text], 60)[0]
    assert "迷惑メールフォルダーを\nご確認ください。" in told
    assert "> メールが届きません。" in told
