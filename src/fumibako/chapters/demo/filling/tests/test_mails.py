"""The demo's mails as messages."""

import email
import email.policy
from datetime import UTC, datetime, timedelta

import pytest

from fumibako.chapters.demo.filling.companies import COMPANIES
from fumibako.chapters.demo.filling.mails import HERE, letters_of, written
from fumibako.chapters.demo.filling.mails.enclosures import enclosure

pytestmark = pytest.mark.feature("E6")
NOW = datetime(2026, 11, 28, 1, 3, tzinfo=UTC)  # 10:03 in Tokyo
PEOPLE = [
    *((f"{person.local_part}@{company.domain}", person.name) for company in COMPANIES for person in company.people),
    *((f"{name}@{COMPANIES[0].domain}", "") for name in ("administrator", "suzuki", "sato")),
]


@pytest.mark.parametrize(("address", "name"), PEOPLE)
def test_every_mailbox_has_mails_of_its_own_that_came_before_now(address: str, name: str) -> None:
    letters = [*letters_of(address, name)]
    assert len({letter.message_id for letter in letters}) == len(letters) >= 2
    for letter in letters:
        assert letter.at(NOW) < NOW
        assert "{" not in letter.text + letter.subject + letter.sender + letter.to
        assert (letter.score is not None) == (letter.folder == "Junk")


def test_the_users_mailbox_shows_every_state() -> None:
    letters = [*letters_of("suzuki@sample.example", "鈴木 一郎")]
    flags = {flag for letter in letters for flag in letter.flags}
    assert flags == {"\\Seen", "\\Flagged", "\\Answered", "\\Draft"}
    assert {"INBOX", "Sent", "Drafts", "Junk", "Trash"} < {letter.folder for letter in letters}
    assert any(not letter.flags for letter in letters)


def test_an_answer_names_the_mail_that_it_answers_and_a_text_file_comes_along() -> None:
    letters = [*letters_of("suzuki@sample.example", "鈴木 一郎")]
    answer = next(letter for letter in letters if letter.subject.startswith("Re: 会社案内"))
    assert answer.answers in {letter.message_id for letter in letters}
    minutes = next(letter for letter in letters if letter.files == ("議事録.txt",))
    mail = email.message_from_bytes(written(minutes, NOW), policy=email.policy.default)
    (file,) = mail.iter_attachments()
    assert file.get_filename() == "議事録.txt"
    assert "営業定例会議" in file.get_content().decode()
    assert NOW - timedelta(days=8) < mail["Date"].datetime < NOW


def test_every_file_of_mails_is_somebodys() -> None:
    addresses = [address for address, _ in PEOPLE] + [f"administrator@{company.domain}" for company in COMPANIES]
    parts = [address.partition("@") for address in addresses]
    owners = {f"{domain.partition('.')[0]}-{local_part}" for local_part, _, domain in parts}
    assert {path.stem for path in HERE.glob("*.toml")} <= owners | {"anybody"}


def test_a_csv_file_is_as_japanese_spreadsheets_read_it() -> None:
    assert enclosure("出張精算.csv")[1].decode("cp932").startswith("日付")
