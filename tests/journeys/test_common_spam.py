"""The domain's spam settings (B5): another threshold and another treatment, from the page to where a mail lies."""

import email
import email.policy
import re
from email.message import EmailMessage

import pytest

from tests.journeys.clients import MailPrograms, Person
from tests.journeys.mails import Mail
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("B5")]
OUTSIDER, PAGE = "hanako@out.example", "/admin/spam/"
SCORE = re.compile(r"score=(-?[0-9.]+) required=([0-9.]+)")


def doubtful(number: int, recipient: str) -> Mail:
    """Neither a date nor recipients: SpamAssassin has points for that, some, but not many."""
    message_id = f"<doubtful{number}.{recipient.replace('@', '.')}@out.example>"
    return Mail(message_id, f"From: {OUTSIDER}\r\nSubject: hello\r\nMessage-ID: {message_id}\r\n\r\nhi\r\n".encode())


def read(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


@pytest.fixture
def administrator(office: Office, new_domain: str) -> Person:
    person = office.add_customer("株式会社めいわく", new_domain)
    office.settled(new_domain)
    return person


def test_the_threshold_and_the_treatment_of_the_page_decide_where_a_mail_lies(
    programs: MailPrograms, office: Office, administrator: Person
) -> None:
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    numbers = iter(range(100))

    def arrives(folder: str) -> EmailMessage:
        mail = doubtful(next(numbers), administrator.address)
        programs.deliver(mail, OUTSIDER, administrator.address)
        return read(programs.wait_for(administrator, mail, folder))

    def choose(**given: str | list[str]) -> None:
        page = browser.submit(browser.get(PAGE), PAGE, {"is_on": ["on"], **given})
        assert page.status == 200, page.text
        office.settled(administrator.domain)

    choose(level="own", threshold="20", treatment="spam_box")
    score, required = map(float, _score(arrives("INBOX")))
    assert required == 20 and 1 < score < 19
    choose(level="own", threshold=f"{score - 0.1:.1f}", treatment="spam_box")
    assert _score(arrives("Junk")) == (f"{score:.1f}", f"{score - 0.1:.1f}")
    choose(treatment="mark")
    assert arrives("INBOX")["Subject"] == "[SPAM] hello"
    choose(treatment="deliver")
    delivered = arrives("INBOX")
    assert delivered["Subject"] == "hello" and delivered["X-Spam-Status"].startswith("Yes")
    choose(is_on=[])
    assert "X-Spam-Status" not in arrives("INBOX")


def _score(mail: EmailMessage) -> tuple[str, str]:
    """The score, and the threshold that held."""
    found = SCORE.search(mail["X-Spam-Status"])
    assert found, mail["X-Spam-Status"]
    return found[1], found[2]
