"""What IMAP's own SEARCH finds in mails as Japanese Windows writes them (trial 22). Not in ISO-2022-JP: Dovecot's iconv
has no table of these characters for it."""

import pytest

from tests.journeys.clients import MailPrograms, Person

pytestmark = [pytest.mark.box, pytest.mark.feature("F")]
LABELS = ("Shift_JIS", "x-sjis", "windows-31j")
TEXT = "髙橋商事㈱の件①"


def test_characters_of_windows_are_found_under_the_label_that_such_mails_have(
    programs: MailPrograms, suzuki: Person
) -> None:
    with programs.imaps(suzuki) as imap:
        for label in LABELS:
            header = f"Subject: {label}\nContent-Type: text/plain; charset={label}\nContent-Transfer-Encoding: 8bit\n\n"
            imap.append("INBOX", None, None, header.replace("\n", "\r\n").encode() + TEXT.encode("cp932") + b"\r\n")
        imap.select("INBOX")
        for word in ("髙橋", "㈱", "①", "商事"):
            imap.literal = word.encode()
            assert imap.search("UTF-8", "BODY")[1] == [b"1 2 3"], word
