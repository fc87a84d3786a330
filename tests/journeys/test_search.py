"""What IMAP's own SEARCH finds in mails as Japanese Windows writes them (trial 22), and the webmail's, which reads what
Dovecot cannot: its iconv has no table of these characters for ISO-2022-JP."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest

from fumibako.machine.daemons.searchd.control import index_file
from tests.journeys.clients import MailPrograms, Person, until
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


def test_every_program_searches_whole_mails_by_an_index_which_is_made_again_where_it_is_lost(
    programs: MailPrograms, office: Office, new_person: Callable[[], Person]
) -> None:
    person = new_person()
    index = index_file(office.config, person.address)
    with programs.imaps(person) as imap:
        for number in range(3):
            imap.append("INBOX", None, None, f"Subject: {number}\r\n\r\nabcdefgh {number}\r\n".encode())  # type: ignore[arg-type]
        imap.select("INBOX")

        def found(words: str) -> list[bytes]:
            return imap.search(None, "BODY", f'"{words}"')[1]

        assert found("cdefg") == [b"1 2 3"]
        until(lambda: index.exists() and found("fgh 1") == [b"2"], 30)
        for path in index.parent.glob(f"{index.name}*"):
            path.unlink()
        assert found("fgh 2") == [b"3"]  # by Dovecot itself, or by what is made anew
        imap.store("2", "+FLAGS", "\\Deleted")
        imap.expunge()
        until(lambda: index.exists() and found("cdefg") == [b"1 2"], 30)
    office.delete_account(person)
    until(lambda: not index.exists(), 30)
