"""B7 through the whole box: what arrives where a virus was sent."""

import email
import email.policy
from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest

from fumibako.machine.daemons.clamd.service import EICAR
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.mails import Mail
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.test_forwarding import ELSEWHERE, OUTSIDER

pytestmark = [pytest.mark.box, pytest.mark.feature("B7")]


def infected(sender: str, *recipients: str) -> Mail:
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"] = sender, ", ".join(recipients), "ご請求書の件"
    message["Message-ID"], message["Date"] = email.utils.make_msgid(), email.utils.formatdate()
    message.set_content("請求書をお送りします。")
    message.add_attachment(EICAR, maintype="application", subtype="octet-stream", filename="請求書.exe")
    return Mail("infected", bytes(message))


def read(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def notices_in(programs: MailPrograms, person: Person) -> list[EmailMessage]:
    return [read(content) for content in programs.all_in(person)]


def test_an_infected_mail_to_a_forwarded_account_goes_on_as_the_notice_only(
    programs: MailPrograms, office: Office, suzuki: Person, outside: Sink, forwards: Callable[..., None]
) -> None:
    forwards(suzuki, ELSEWHERE)
    programs.deliver(infected(OUTSIDER, suzuki.address), OUTSIDER, suzuki.address)
    until(lambda: outside.taken and programs.all_in(suzuki))
    office.drain(60, suzuki.address, ELSEWHERE)
    (forwarded,), (kept,) = outside.taken, notices_in(programs, suzuki)
    for notice in (read(forwarded.content), kept):
        assert notice["From"] == f"noreply@{suzuki.domain}"
        assert "ウイルスを検出" in notice["Subject"]
        assert "A virus was removed" in notice["Subject"]
        assert "請求書をお送りします。" in notice.get_content()
        assert not list(notice.iter_attachments())
    assert EICAR not in forwarded.content


def test_case_091_an_infected_mail_of_a_user_reaches_nobody_and_warns_its_sender_once(
    programs: MailPrograms, office: Office, suzuki: Person, sato: Person, outside: Sink
) -> None:
    programs.send(infected(suzuki.address, sato.address), suzuki, sato.address, OUTSIDER, "hidden@out.example")
    until(lambda: programs.all_in(suzuki))
    office.drain(60, suzuki.address, sato.address, OUTSIDER)
    (warning,) = notices_in(programs, suzuki)
    assert warning["From"].startswith("virus-check@")
    for expected in (
        "ご請求書の件",
        suzuki.address,
        sato.address,
        "hidden@out.example",
        "請求書.exe",
        "削除しました",
        "Eicar",
    ):
        assert expected in warning.get_content()
    assert notices_in(programs, sato) == []
    assert outside.taken == []


def test_an_infected_mail_in_the_name_of_postmaster_warns_the_administrator(
    programs: MailPrograms, office: Office, demo: dict[str, Any], outside: Sink
) -> None:
    administrator = Person(**demo["administrator"])
    mail = infected(f"postmaster@{administrator.domain}", OUTSIDER)
    with programs.submission(administrator) as smtp:
        smtp.sendmail(f"postmaster@{administrator.domain}", [OUTSIDER], mail.content)
    (warning,) = until(lambda: _warnings_in(programs, administrator))
    assert "請求書.exe" in warning.get_content()
    assert outside.taken == []


def _warnings_in(programs: MailPrograms, person: Person) -> list[EmailMessage]:
    return [notice for notice in notices_in(programs, person) if notice["From"].startswith("virus-check@")]


def test_a_read_receipt_is_sent(programs: MailPrograms, suzuki: Person, outside: Sink) -> None:
    """RFC 8098 section 3: its envelope has no sender."""
    receipt = Mail(
        "receipt",
        b"From: <%s>\r\nSubject: Read\r\nMessage-ID: <%s>\r\n\r\nread\r\n"
        % (suzuki.address.encode(), (mark := email.utils.make_msgid().strip("<>")).encode()),
    )
    with programs.submission(suzuki) as smtp:
        assert smtp.sendmail("", [OUTSIDER], receipt.content) == {}
    (taken,) = outside.wait_for(mark)
    assert (taken.sender, taken.recipients) == ("", (OUTSIDER,))
