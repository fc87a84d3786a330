"""The filter between its neighbours, with a real clamd."""

import email
import email.policy
import subprocess
from dataclasses import replace
from email.message import EmailMessage

import pytest

from fumibako.machine.daemons.filterd.marks import STAMP
from fumibako.machine.state import MailDomain, NoticeText, SpamPolicy, VirusPolicy
from fumibako.processes.filterd import stamp

from .conftest import Bench
from .containers import zipped
from .disguises import OUTSIDER, SUZUKI, attached
from .hops import submitted_by
from .scanners import EICAR, TEST_FILES

pytestmark = pytest.mark.feature("B7")
EXAMPLE = MailDomain(name="example.jp", administrator="admin@example.jp", spam=SpamPolicy(is_on=False))
PLAIN = (
    b"From: hanako@out.example\r\nTo: suzuki@example.jp\r\nSubject: Plain\r\n\r\nHello\r\n.dot\r\n..\r\n.\r\n\tlast\r\n"
)


def notice_in(content: bytes) -> EmailMessage:
    message = email.message_from_bytes(content, policy=email.policy.SMTP)
    assert isinstance(message, EmailMessage)
    return message


def is_scanned(bench: Bench, content: bytes, outcome: str) -> bool:
    stamps = notice_in(content).get_all(STAMP, [])
    return len(stamps) == 1 and (stamp.read(bench.secret, stamps[0]) or ("", ""))[1] == outcome


def test_a_clean_mail_goes_on_byte_for_byte_with_one_stamp(bench: Bench) -> None:
    queue = bench.incoming()
    assert queue.send(OUTSIDER, [SUZUKI], PLAIN, "4Tq1aBcDeFz1") == ["250 2.0.0 taken"]
    (taken,) = bench.dovecot.taken
    assert (taken.sender, taken.recipients) == (OUTSIDER, [SUZUKI])
    assert taken.content.endswith(PLAIN)
    assert is_scanned(bench, taken.content, "clean")
    assert b"X-Fumibako-Scan: 4Tq1aBcDeFz1; clean; " in taken.content


def test_connections_carry_many_mails(bench: Bench) -> None:
    queue = bench.incoming()
    for number in range(30):
        assert queue.send(OUTSIDER, [SUZUKI], PLAIN, f"Q{number}")[0].startswith("250")
    assert len(bench.dovecot.taken) == 30


def test_a_big_mail_goes_through_the_unnamed_file_unchanged(bench: Bench) -> None:
    big = PLAIN + b"".join(b".%07d " % n + b"x" * 68 + b"\r\n" for n in range(200_000))
    assert bench.incoming().send(OUTSIDER, [SUZUKI], big)[0].startswith("250")
    assert bench.dovecot.taken[0].content.endswith(big)


def test_a_sender_in_quotes_may_hold_blanks(bench: Bench) -> None:
    sender = '"john doe"@out.example'
    assert bench.incoming().send(sender, [SUZUKI], PLAIN)[0].startswith("250")
    assert bench.dovecot.taken[0].sender == sender


@pytest.mark.parametrize("command", [b"MAIL FROM:<j\xf6rg@out.example>", b"RCPT TO:<suzuki\xf6@example.jp>"])
def test_an_address_that_is_not_utf_8_is_refused_and_not_changed(bench: Bench, command: bytes) -> None:
    queue = bench.incoming()
    queue.write(f"MAIL FROM:<{OUTSIDER}>\r\n".encode() + command + b"\r\n")
    assert [queue.reply()[:3] for _ in range(2)] == ["250", "501"]


def test_a_notice_names_none_of_several_recipients(bench: Bench) -> None:
    others = ["sato@example.jp", "boss@example.jp"]
    bench.incoming().send(OUTSIDER, [SUZUKI, *others], attached(EICAR))
    (taken,) = bench.dovecot.taken
    assert taken.recipients == [SUZUKI, *others]
    assert [other for other in others if other.encode() in taken.content] == []


def test_an_infected_mail_becomes_a_notice(bench: Bench) -> None:
    assert bench.incoming().send(OUTSIDER, [SUZUKI], attached(EICAR))[0].startswith("250")
    (taken,) = bench.dovecot.taken
    assert is_scanned(bench, taken.content, "removed")
    notice = notice_in(taken.content)
    assert notice["From"] == "noreply@example.jp"
    assert "ウイルスを検出" in notice["Subject"]
    assert "A virus was removed" in notice["Subject"]
    assert "Test.Eicar" in notice.get_content()
    assert EICAR.decode() not in notice.get_content()


def test_the_notice_has_the_mails_date_sender_subject_and_text(bench: Bench) -> None:
    bench.incoming().send(OUTSIDER, [SUZUKI], attached(EICAR, "請求書.exe"))
    text = notice_in(bench.dovecot.taken[0].content).get_content()
    for expected in ("Tue, 24 Nov 2026 10:00:00 +0900", OUTSIDER, "ご請求書の件", "請求書.exe"):
        assert expected in text
    assert text.rstrip().endswith("請求書をお送りします。")


@pytest.mark.parametrize("path", sorted(TEST_FILES.iterdir()), ids=lambda path: path.name)
def test_case_086_each_of_clamavs_test_files_is_removed_in_both_directions(bench: Bench, path) -> None:
    mail = attached(path.read_bytes(), path.name)
    assert bench.incoming().send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    assert bench.outgoing().send(SUZUKI, [OUTSIDER], mail, f"o{path.stat().st_ino}")[0].startswith("250")
    (received,), (warning,) = bench.dovecot.taken, bench.reinjection.taken
    assert is_scanned(bench, received.content, "removed")
    assert warning.recipients == [SUZUKI]


def test_case_087_what_is_beyond_the_limits_is_not_clean(bench: Bench) -> None:
    assert bench.incoming().send(OUTSIDER, [SUZUKI], attached(zipped(EICAR, 20)))[0].startswith("250")
    notice = notice_in(bench.dovecot.taken[0].content)
    assert "ウイルスチェックができない" in notice["Subject"]
    assert "MaxRecursion" in notice.get_content()


@pytest.mark.parametrize("sender", ["postmaster@example.jp", ""], ids=["a name for several", "a receipt"])
def test_the_warning_goes_to_whoever_logged_in(bench: Bench, sender: str) -> None:
    mail = submitted_by(SUZUKI) + attached(EICAR)
    assert bench.outgoing().send(sender, [OUTSIDER], mail)[0].startswith("250")
    (warning,) = bench.reinjection.taken
    assert (warning.sender, warning.recipients) == ("", [SUZUKI])
    assert notice_in(warning.content)["To"] == SUZUKI


def test_case_091_an_infected_outgoing_mail_reaches_none_of_50_and_warns_once(bench: Bench) -> None:
    recipients = [f"p{number}@out.example" for number in range(50)]
    mail = attached(EICAR, "見積.exe")
    first = bench.outgoing().send(SUZUKI, recipients[:25], mail, "OutInfected1")
    second = bench.outgoing().send(SUZUKI, recipients[25:], mail, "OutInfected1")
    assert all(reply.startswith("250") for reply in first + second)
    (warning,) = bench.reinjection.taken
    assert (warning.sender, warning.recipients) == ("", [SUZUKI])
    notice = notice_in(warning.content)
    assert notice["From"].startswith("virus-check@")
    text = notice.get_content()
    for expected in (
        "ご請求書の件",
        "10:00:00 +0900",
        OUTSIDER,
        "p7@out.example",
        "見積.exe",
        "Test.Eicar",
        "削除しました",
    ):
        assert expected in text


def test_a_warning_that_is_not_taken_keeps_the_mail_in_the_queue(bench: Bench) -> None:
    bench.reinjection.refusals[SUZUKI] = "451 4.3.0 not now"
    mail = attached(EICAR)
    assert bench.outgoing().send(SUZUKI, [OUTSIDER], mail, "OutLater1")[0].startswith("451")
    bench.reinjection.refusals.clear()
    assert bench.outgoing().send(SUZUKI, [OUTSIDER], mail, "OutLater1")[0].startswith("250")
    assert len(bench.reinjection.taken) == 1


@pytest.mark.feature("B8")
def test_each_domain_has_its_own_policy_in_one_mail(bench: Bench) -> None:
    bench.allow(replace(EXAMPLE, name="off.example", virus=VirusPolicy(incoming=False)))
    bench.allow(replace(EXAMPLE, name="full.example", is_locked=True))
    everyone = [SUZUKI, "a@off.example", "b@full.example", "c@unknown.example", "d@off.example"]
    mail = attached(EICAR)
    replies = bench.incoming().send(OUTSIDER, everyone, mail)
    assert [reply[:3] for reply in replies] == ["250", "250", "552", "451", "250"]
    by_first = {taken.recipients[0]: taken for taken in bench.dovecot.taken}
    assert is_scanned(bench, by_first[SUZUKI].content, "removed")
    assert by_first["a@off.example"].recipients == ["a@off.example", "d@off.example"]
    assert by_first["a@off.example"].content.endswith(mail)
    assert is_scanned(bench, by_first["a@off.example"].content, "off")


@pytest.mark.feature("B8")
def test_a_notice_of_a_locked_domain_reaches_its_administrator(bench: Bench) -> None:
    bench.allow(replace(EXAMPLE, name="full.example", is_locked=True))
    mail = b"From: noreply@full.example\r\nSubject: locked\r\n\r\nlocked\r\n"
    to = ["administrator@full.example"]
    assert bench.incoming().send("noreply@full.example", to, mail)[0].startswith("250")
    assert bench.incoming().send("noreply@other.example", to, mail)[0].startswith("552")


def test_the_domains_own_wording_is_used(bench: Bench) -> None:
    own = NoticeText(subject="削除 {subject}", body="{virus} in {file} {unknown}")
    bench.allow(replace(EXAMPLE, notices=(("virus_removed", own),), signature="\n-- \n青空メール\n"))
    bench.incoming().send(OUTSIDER, [SUZUKI], attached(EICAR, text=" "))
    notice = notice_in(bench.dovecot.taken[0].content)
    assert notice["Subject"] == "削除 ご請求書の件"
    text, _, signature = notice.get_content().partition("-- \r\n")
    assert text.strip().startswith("Fumibako.Test.Eicar")
    assert text.strip().endswith("in bill.bin {unknown}")
    assert signature.strip() == "青空メール"


def test_case_089_mail_waits_while_clamd_is_stopped_and_flows_when_it_is_back(bench: Bench) -> None:
    queue = bench.incoming()
    assert queue.send(OUTSIDER, [SUZUKI], PLAIN)[0].startswith("250")
    bench.clamd.stop()
    try:
        assert queue.send(OUTSIDER, [SUZUKI], PLAIN)[0].startswith("451")
        assert bench.outgoing().send(SUZUKI, [OUTSIDER], PLAIN)[0].startswith("451")
    finally:
        bench.clamd.start()
    assert queue.send(OUTSIDER, [SUZUKI], PLAIN)[0].startswith("250")
    assert len(bench.dovecot.taken) == 2
    assert bench.reinjection.taken == []


def test_a_recipient_that_dovecot_defers_is_deferred_alone(bench: Bench) -> None:
    bench.dovecot.refusals["b@example.jp"] = "452 4.2.2 full"
    replies = bench.incoming().send(OUTSIDER, [SUZUKI, "b@example.jp"], PLAIN)
    assert replies == ["250 2.0.0 taken", "452 4.2.2 full"]


def test_case_090_foreign_stamps_are_stripped(bench: Bench) -> None:
    forged = (
        b"X-Virus-Scanned: clean\r\nx-fumibako-scan : 0123; clean; 00ff\r\n\tfolded forged\r\n"
        b"X-Spam-Flag: NO\r\nX-Spam-Status: No,\r\n\tscore=-100 forged\r\n"
    )
    bench.incoming().send(OUTSIDER, [SUZUKI], forged + PLAIN)
    content = bench.dovecot.taken[0].content
    assert b"forged" not in content
    assert b"X-Virus" not in content
    assert b"X-Spam" not in content
    assert is_scanned(bench, content, "clean")


@pytest.mark.parametrize(
    "subject",
    [
        b"x" * 10_000,
        b"=?UTF-8?B?DQpCY2M6IGV2aWxAeA0K?=",
        b"=?ISO-2022-JP?B?GyRC?=",
        b"<script>alert(1)</script>",
        b"\xff\xfe",
    ],
    ids=["10 kB", "line end inside", "broken escape", "html", "not utf-8"],
)
def test_case_092_a_notice_is_well_formed_whatever_the_subject_was(bench: Bench, subject: bytes) -> None:
    own = NoticeText(subject="{subject}", body="{subject}")
    bench.allow(replace(EXAMPLE, notices=(("virus_removed", own),)))
    mail = b"Subject: " + subject + b"\r\nFrom: x\r\n\r\n" + EICAR + b"\r\n"
    assert bench.incoming().send(OUTSIDER, [SUZUKI], mail)[0].startswith("250")
    notice = notice_in(bench.dovecot.taken[0].content)
    assert len(notice.get_all("Subject", [])) == 1
    assert notice["Bcc"] is None
    assert notice.get_content_type() == "text/plain"


SHAPES = {
    "lone CR and NUL": PLAIN + b"a\rb\x00c\r\n",
    "long lines": PLAIN + b"y" * 5_000 + b"\r\n",
    "no header": b"\r\nonly a body\r\n",
    "no body": b"Subject: x\r\n\r\n",
    "no empty line": b"Subject: x\r\n",
    "mbox line": b"From x@y Tue Nov 24 10:00:00 2026\r\n" + PLAIN,
    "eight bits": PLAIN + "㈱髙島".encode("cp932") + b"\r\n",
}


@pytest.mark.parametrize("content", SHAPES.values(), ids=SHAPES.keys())
def test_case_095_odd_shapes_pass_unchanged(bench: Bench, content: bytes) -> None:
    assert bench.incoming().send(OUTSIDER, [SUZUKI], content)[0].startswith("250")
    assert bench.dovecot.taken[0].content.endswith(content)


def test_case_073_only_crlf_dot_crlf_ends_a_mail(bench: Bench) -> None:
    queue = bench.incoming()
    ends = (b"\n.\n", b"\n.\r\n", b"\r.\r", b"\r.\r\n", b"\r\n.\r", b"\r\n\x00.\r\n", b"\r\n.\r\r\n")
    for end in ends:
        bench.dovecot.taken.clear()
        queue.write(f"MAIL FROM:<{OUTSIDER}>\r\nRCPT TO:<{SUZUKI}>\r\nDATA\r\n".encode())
        assert [queue.reply()[:3] for _ in range(3)] == ["250", "250", "354"]
        queue.write(b"Subject: x\r\n\r\none" + end + b"MAIL FROM:<x@y>\r\nRCPT TO:<z@y>\r\nDATA\r\ntwo\r\n.\r\n")
        assert queue.reply().startswith("250")
        assert len(bench.dovecot.taken) == 1
        assert b"two" in bench.dovecot.taken[0].content


def test_a_killed_filter_serves_again_and_warns_nobody_twice(bench: Bench) -> None:
    mail = attached(EICAR)
    assert bench.outgoing().send(SUZUKI, [OUTSIDER], mail, "OutKilled1")[0].startswith("250")
    bench.kill()
    bench.start()
    assert bench.outgoing().send(SUZUKI, ["other@out.example"], mail, "OutKilled1")[0].startswith("250")
    assert len(bench.reinjection.taken) == 1


def test_only_postfix_the_watchdog_and_root_are_served(bench: Bench) -> None:
    """Other processes on the machine cannot bypass Postfix and its limits."""
    script = (
        "import socket, sys\n"
        "for path in sys.argv[1:]:\n"
        "    client = socket.socket(socket.AF_UNIX); client.settimeout(10); client.connect(path)\n"
        "    print(client.recv(20))\n"
    )
    sockets = map(str, (bench.config.filter_in_socket, bench.config.filter_out_socket))
    command = ("/usr/bin/python3", "-c", script, *sockets)
    said = {}
    for user in ("nobody", "postfix", "root"):
        who = {"user": user, "group": "nogroup", "extra_groups": ()}
        said[user] = subprocess.check_output(command, text=True, **who)
    greeted = "b'220 filterd LMTP\\r\\n'\n" * 2
    assert said == {"nobody": "b''\nb''\n", "postfix": greeted, "root": greeted}
