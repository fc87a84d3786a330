"""The company's signature, and where it stands in a mail."""

import pytest

from fumibako.chapters.webmail.company_signature.errors import BadCompanySignature
from fumibako.chapters.webmail.company_signature.models import CompanySignature
from fumibako.chapters.webmail.company_signature.services import set_company_signature
from fumibako.chapters.webmail.phrases.services import add_phrase
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


def signed(office: Office, text: str) -> None:
    set_company_signature(actor=PERSON, customer=office.made.customer, text=text)


def written(office: Office) -> str:
    return member(office.user).get("/mail/write/").content.decode()


def test_a_mail_ends_with_it_below_the_writers_own(ours: Office) -> None:
    mailbox = ours.user.mailbox
    signed(ours, "――\r\n株式会社わたし {name} {address}\r\n")
    assert f"\n\n――\n株式会社わたし {mailbox.display_name or mailbox.local_part} {mailbox.address}" in written(ours)
    add_phrase(mailbox=mailbox, kind="signature", name="a", subject="", text="鈴木", is_default=True)
    assert "\n\n鈴木\n――\n株式会社わたし" in written(ours)


def test_another_company_has_none_of_it(ours: Office) -> None:
    signed(ours, "株式会社わたし")
    assert "株式会社わたし\n" not in written(make("株式会社よそ", "theirs.example"))


def test_empty_takes_it_away(ours: Office) -> None:
    signed(ours, "株式会社わたし")
    signed(ours, " \n\n")
    assert not CompanySignature.objects.exists()


def test_one_that_is_too_long_is_refused(ours: Office) -> None:
    with pytest.raises(BadCompanySignature):
        signed(ours, "あ" * 2001)
