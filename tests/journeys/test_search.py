"""What IMAP's own SEARCH finds in mails as Japanese Windows writes them (trial 22), and the webmail's, which reads what
Dovecot cannot: its iconv has no table of these characters for ISO-2022-JP."""

import re
from urllib.parse import quote

import pytest

from tests.journeys.clients import MailPrograms, Person
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("F")]
LABELS = ("Shift_JIS", "x-sjis", "windows-31j")
TEXT = "髙橋商事㈱の件①"
JIS = b"\x1b$B>&;v-j$N7o-!\x1b(B"  # without the first two


def test_characters_of_windows_are_found_under_the_label_that_such_mails_have(
    programs: MailPrograms, office: Office, suzuki: Person
) -> None:
    with programs.imaps(suzuki) as imap:
        for label in LABELS:
            header = f"Subject: {label}\nContent-Type: text/plain; charset={label}\nContent-Transfer-Encoding: 8bit\n\n"
            imap.append("INBOX", None, None, header.replace("\n", "\r\n").encode() + TEXT.encode("cp932") + b"\r\n")
        imap.select("INBOX")
        for word in ("髙橋", "㈱", "①", "商事"):
            imap.literal = word.encode()
            assert imap.search("UTF-8", "BODY")[1] == [b"1 2 3"], word
        head = b"Subject: jis\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\n\r\n"
        imap.append("INBOX", None, None, head + JIS + b"\r\n")  # type: ignore[arg-type]
        imap.append("INBOX", None, None, head.replace(b"ISO-2022-JP", b"utf-8") + TEXT.encode("cp932") + b"\r\n")  # type: ignore[arg-type]
    browser = Browser(programs, office.config.hostname).log_in(suzuki)
    for word in ("㈱", "商事㈱", "件"):
        page = browser.get(f"/mail/?text={quote(word)}").text
        found = re.findall(r">(jis|Shift_JIS|x-sjis|windows-31j)</a>", page)
        assert sorted(found) == sorted((*LABELS, "jis", "jis")), word
