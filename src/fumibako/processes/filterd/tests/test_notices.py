"""B7: the notices delivered instead of infected messages."""

import base64

import pytest

from fumibako.machine.notices.wording import LANGUAGES
from fumibako.processes.filterd.notices import REASONS, date_in_japanese, reason

from .conftest import Bench
from .disguises import BINARY, OUTSIDER, SUZUKI, attached, lines64, mixed, part
from .hops import submitted_by
from .scanners import EICAR
from .test_filter import is_scanned, notice_in

pytestmark = pytest.mark.feature("B7")
# ㈱髙島①: NEC's and IBM's characters, which Python's iso2022_jp does not know.
JIS = b"\x1b$B\x2d\x6a\x7c\x62\x45\x67\x2d\x21\x1b(B"
WORD = b"=?ISO-2022-JP?B?" + base64.b64encode(JIS) + b"?="


def japanese(subject: bytes = WORD) -> bytes:
    """An infected message as Outlook writes it."""
    head = b"Date: Tue, 24 Nov 2026 10:00:00 +0900\r\nFrom: " + WORD + b" <hanako@out.example>\r\nSubject: " + subject
    text = part(b"", b"Content-Type: text/plain; charset=ISO-2022-JP\r\n", b"\x1b$B\x46\x7c\x1b(B " + JIS + b"\r\n")
    named = BINARY.replace(b"name=a.com", b'name="' + WORD + b'.exe"') + b"Content-Transfer-Encoding: base64\r\n"
    return mixed(text, part(b"", named, lines64(EICAR)), head=head + b"\r\nMIME-Version: 1.0\r\n")


@pytest.mark.parametrize("subject", [WORD, JIS], ids=["encoded word", "raw"])
def test_case_097_windows_characters_are_quoted_right(bench: Bench, subject: bytes) -> None:
    bench.incoming().send(OUTSIDER, [SUZUKI], japanese(subject))
    text = notice_in(bench.dovecot.taken[0].content).get_content().replace("\r\n", "\n")
    assert "日時　　　　：2026年11月24日（火）10:00 (+0900)\n" in text
    assert "差出人　　　：㈱髙島① <hanako@out.example>\n" in text
    assert "件名　　　　：㈱髙島①\n" in text
    assert "ファイル名　：㈱髙島①.exe\n" in text
    assert "  Date:     Tue, 24 Nov 2026 10:00:00 +0900\n" in text
    assert text.rstrip().endswith("日 ㈱髙島①")


def test_the_warning_to_a_sender_quotes_them_too(bench: Bench) -> None:
    bench.outgoing().send(SUZUKI, [OUTSIDER], japanese(), "OutJapanese1")
    text = notice_in(bench.reinjection.taken[0].content).get_content()
    assert text.count("㈱髙島①.exe") == len(LANGUAGES)
    assert "処理　　　　：メールを削除しました" in text


def test_a_notice_starts_no_conversation(bench: Bench) -> None:
    """RFC 3834: no auto-reply, forwarding or full mailbox sends anything back to a possibly forged sender."""
    bench.incoming().send(OUTSIDER, [SUZUKI], attached(EICAR), "4Tq1aBcDeFz1")
    (taken,) = bench.dovecot.taken
    notice = notice_in(taken.content)
    assert (taken.sender, notice["Auto-Submitted"]) == ("", "auto-generated")
    assert notice["Message-ID"] == "<4Tq1aBcDeFz1.virus@example.jp>"


def test_a_notice_that_comes_back_is_no_reason_for_another(bench: Bench) -> None:
    """An infected bounce: a user gets a notice, the world gets nothing."""
    assert bench.incoming().send("", [SUZUKI], attached(EICAR))[0].startswith("250")
    assert is_scanned(bench, bench.dovecot.taken[0].content, "removed")
    assert bench.outgoing().send("", [OUTSIDER], attached(EICAR), "OutNull1")[0].startswith("250")
    assert bench.reinjection.taken == []


def test_a_read_receipt_without_a_sender_leaves_scanned(bench: Bench) -> None:
    mail = submitted_by(SUZUKI) + attached(b"read").replace(OUTSIDER.encode(), SUZUKI.encode())
    assert bench.outgoing().send("", [OUTSIDER], mail)[0].startswith("250")
    (taken,) = bench.reinjection.taken
    assert (taken.sender, is_scanned(bench, taken.content, "clean")) == ("", True)


def test_a_virus_in_the_text_itself_is_not_quoted(bench: Bench) -> None:
    bench.incoming().send(OUTSIDER, [SUZUKI], attached(b"x", text=EICAR.decode()))
    assert EICAR.decode() not in notice_in(bench.dovecot.taken[0].content).get_content()


def test_the_words_of_an_html_mail_are_kept_without_its_tricks(bench: Bench) -> None:
    html = (
        b"<style>p{}</style><p>Hello</p><script>evil()</script><p>&lt;b&gt; <a href='http://evil.example/'>here</a></p>"
    )
    mail = mixed(part(b"", b"Content-Type: text/html\r\n", html + b"\r\n"), part(EICAR))
    bench.incoming().send(OUTSIDER, [SUZUKI], mail)
    text = notice_in(bench.dovecot.taken[0].content).get_content()
    assert "Hello" in text
    assert "<b> here" in text
    assert "evil" not in text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Tue, 24 Nov 2026 10:00:00 +0900", "2026年11月24日（火）10:00 (+0900)"),
        ("24 Nov 2026 01:02:03 -0000", "2026年11月24日（火）01:02"),
        ("yesterday", "yesterday"),
        ("-", "-"),
        ("Tue, 99 Nov 99999 10:00:00 +0900", "Tue, 99 Nov 99999 10:00:00 +0900"),
    ],
)
def test_a_date_is_told_as_an_office_writes_it(value: str, written: str) -> None:
    assert date_in_japanese(value) == written


def test_every_reason_is_there_in_both_languages() -> None:
    names = [
        {line.split(":")[0] for line in (REASONS / f"{language}.txt").read_text().splitlines()}
        for language in LANGUAGES
    ]
    assert names[0] == names[1]
    assert reason("Heuristics.Encrypted.Zip", "ja") == "ファイルがパスワードで保護（暗号化）されています"
    assert reason("EmailHeaderBytes", "en") == "the mail's structure is too complicated or broken"
