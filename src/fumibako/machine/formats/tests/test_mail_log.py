"""What the log lines of the mail daemons mean (B13), and that a stranger's words in them mean nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from fumibako.machine.formats.filter_facts import FilterFacts, read_facts, write_facts
from fumibako.machine.formats.mail_log import (
    Came,
    Checked,
    Clock,
    Discarded,
    Expired,
    Fact,
    Filed,
    Forwarded,
    Identified,
    Queued,
    Refusal,
    Replied,
    Returned,
    Tried,
    read_dovecot,
    read_filterd,
    read_postfix,
)

pytestmark = pytest.mark.feature("B13")
ID, NEXT = "4jbqMn248nzJbLG", "4jbqMn4kBQzJbLm"
SESSION = "cCKGCPURCmvdbAAAg+zDdQ:T2:R2"
CLOCK = Clock(datetime(2026, 11, 28, 12, 0, tzinfo=UTC), timedelta(hours=9))
IN, OUT = (f"mail.fumibako.test[/srv/box/run/filterd/{way}]" for way in ("incoming", "outgoing"))
NO_USER = "550 5.1.1 <nobody@sample.example>: Recipient address rejected: User unknown in virtual mailbox table"


def postfix(program: str, words: str) -> Fact | None:
    found = read_postfix(f"Nov 28 20:00:01 mail postfix/{program}[123]: {words}", CLOCK)
    return found[1] if found else None


def dovecot(words: str, session: str = SESSION) -> Fact | None:
    line = f"Nov 28 20:00:01 lmtp(suzuki@sample.example)<27869><{session}>: Info: sieve: msgid={words}"
    found = read_dovecot(line, CLOCK)
    return found[1] if found else None


def tried(relay: str, reply: str, to: str = "<sato@sample.example>", status: str = "sent") -> Fact | None:
    words = f"{ID}: to={to}, relay={relay}, delay=0.5, delays=0.15/0.02/0/0.34, dsn=2.0.0, status={status} ({reply})"
    return postfix("lmtp", words)


@pytest.mark.parametrize(
    ("program", "words", "fact"),
    [
        ("smtpd", f"{ID}: client=mx.out.example[192.0.2.7]", Came(ID, "smtp", "mx.out.example[192.0.2.7]", "")),
        (
            "submission/smtpd",
            f"{ID}: client=unknown[192.0.2.7], sasl_method=PLAIN, sasl_username=suzuki@sample.example",
            Came(ID, "submission", "unknown[192.0.2.7]", "suzuki@sample.example"),
        ),
        ("reinject/smtpd", f"{ID}: client=localhost[127.0.0.1]", Came(ID, "reinject", "localhost[127.0.0.1]", "")),
        ("redirect/cleanup", f"{ID}: message-id=<a b@c>", Identified(ID, "<a b@c>")),
        ("qmgr", f"{ID}: from=<>, size=2928, nrcpt=1 (queue active)", Queued(ID, "", 2928)),
        ("qmgr", f"{ID}: from=<a@b.example>, status=expired, returned to sender", Expired(ID)),
        ("bounce", f"{ID}: sender non-delivery notification: {NEXT}", Returned(ID, NEXT, is_delay=False)),
        ("bounce", f"{ID}: sender delay notification: {NEXT}", Returned(ID, NEXT, is_delay=True)),
    ],
)
def test_each_line_is_its_fact(program: str, words: str, fact: Fact) -> None:
    assert postfix(program, words) == fact


def test_an_attempt_at_another_server_has_its_words() -> None:
    reply = "host mx.out.example[192.0.2.7] said: 550 5.1.1 No such user (in reply to RCPT TO command)"
    words = (
        f"{ID}: to=<x@out.example>, orig_to=<info@sample.example>, relay=mx.out.example[192.0.2.7]:25, conn_use=2,"
        f" delay=1.4, delays=0.02/0/0.11/1.3, dsn=5.1.1, status=bounced ({reply})"
    )
    relay = "mx.out.example[192.0.2.7]:25"
    expected = Tried(ID, "x@out.example", "info@sample.example", "", relay, "5.1.1", "bounced", reply)
    assert postfix("smtp", words) == expected


def test_our_own_hops_tell_where_the_mail_goes_on() -> None:
    handed_on = tried(OUT, f"250 2.0.0 Ok: queued as {NEXT}")
    saved = tried(IN, f"250 2.0.0 <sato@sample.example> {SESSION} Saved")
    assert isinstance(handed_on, Tried) and (handed_on.hop, handed_on.next_id) == ("outgoing", NEXT)
    assert isinstance(saved, Tried) and (saved.hop, saved.session, saved.relay) == ("incoming", SESSION, "")


@pytest.mark.parametrize("reply", [f"250 2.0.0 Ok: queued as {NEXT}", f"250 2.0.0 <a@b.example> {SESSION} Saved"])
def test_another_server_that_speaks_like_our_filter_is_not_believed(reply: str) -> None:
    fact = tried("mx.evil.example[192.0.2.66]:25", reply)
    assert isinstance(fact, Tried) and (fact.hop, fact.next_id, fact.session) == ("", "", "")


@pytest.mark.parametrize(
    "to",
    [
        '<"a>, relay=none, delay=1, delays=1/1/1/1, dsn=2.0.0, status=sent (x"@sample.example>',
        '<"\\">, orig_to=<boss@sample.example"@sample.example>',
    ],
)
def test_case_122_a_quoted_address_that_looks_like_the_rest_of_a_line_stays_an_address(to: str) -> None:
    fact = tried(OUT, f"250 2.0.0 Ok: queued as {NEXT}", to)
    assert isinstance(fact, Tried)
    assert (fact.recipient, fact.original, fact.hop) == (to[1:-1], "", "outgoing")


def test_a_refusal_names_both_sides_and_its_reason() -> None:
    words = f"{NO_USER}; from=<a@out.example> to=<nobody@sample.example> proto=ESMTP helo=<out.example>"
    fact = postfix("smtpd", f"NOQUEUE: reject: RCPT from unknown[192.0.2.7]: {words}")
    expected = Refusal("", "unknown[192.0.2.7]", NO_USER, "5.1.1", "a@out.example", "nobody@sample.example")
    assert fact == expected


def test_case_122_a_refused_address_that_looks_like_another_envelope_is_itself() -> None:
    address = '"; from=<boss@sample.example> to=<suzuki@sample.example> proto=ESMTP helo=<x"@sample.example'
    words = f"550 5.1.1 <{address}>: no; from=<a@out.example> to=<{address}> proto=ESMTP helo=<out.example>"
    fact = postfix("smtpd", f"NOQUEUE: reject: RCPT from unknown[192.0.2.7]: {words}")
    assert isinstance(fact, Refusal) and (fact.sender, fact.recipient) == ("a@out.example", address)


ENVELOPE = "from=<a@out.example> to=<taro@sample.example> proto=ESMTP helo=<out.example>"


@pytest.mark.parametrize("command", ["DATA", "END-OF-MESSAGE"])
def test_a_refusal_after_the_recipients_is_one(command: str) -> None:
    reply = f"450 4.7.1 <{command}>: refused: Try later"
    fact = postfix("smtpd", f"{ID}: reject: {command} from unknown[192.0.2.7]: {reply}; {ENVELOPE}")
    assert fact == Refusal(ID, "unknown[192.0.2.7]", reply, "4.7.1", "a@out.example", "taro@sample.example")


def test_case_122_a_refused_header_says_nothing_but_itself() -> None:
    forged = "Subject: x from boss[192.0.2.9]; from=<boss@a> to=<b@a> proto=ESMTP helo=<x>: 5.7.1 no"
    fact = postfix("cleanup", f"{ID}: reject: header {forged} from mx[192.0.2.7]; {ENVELOPE}: 5.3.4 Too long")
    assert fact == Refusal(ID, "mx[192.0.2.7]", "5.3.4 Too long", "5.3.4", "a@out.example", "taro@sample.example")


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("cleanup", f"{ID}: client=unknown[192.0.2.7], sasl_method=PLAIN, sasl_username=boss@sample.example"),
        ("smtpd", f"{ID}: to=<a@b.example>, relay=none, delay=1, delays=1/1/1/1, dsn=2.0.0, status=sent (x)"),
        ("smtpd", "warning: unknown[192.0.2.7]: SASL PLAIN authentication failed: x"),
        ("smtpd", "../../etc: client=unknown[192.0.2.7]"),
        ("smtpd", "aaaaaaaaaaaa: client=unknown[192.0.2.7]"),
    ],
)
def test_what_that_program_does_not_write_is_nothing(program: str, words: str) -> None:
    assert postfix(program, words) is None


@pytest.mark.parametrize(
    ("words", "fact"),
    [
        ("<a@b>: stored mail into mailbox 'INBOX'", Filed(SESSION, "INBOX")),
        ("<a@b>: fileinto action: stored mail into mailbox 'Junk'", Filed(SESSION, "Junk")),
        ("<a@b>: redirect action: forwarded to <x@out.example>", Forwarded(SESSION, "x@out.example")),
        ("<a@b>: discard action: Marked message to be discarded if not explicitly delivered.", Discarded(SESSION)),
        ("<a>: forwarded to <boss@b>: stored mail into mailbox 'INBOX'", Filed(SESSION, "INBOX")),
        ("<a@b>: vacation action: sent vacation response to <x@out.example>", Replied(SESSION, "x@out.example")),
        ("<a@b>: vacation action: discarded duplicate vacation response to <x@out.example>", None),
        ("<a@b>: failed to store into mailbox 'INBOX': Quota exceeded", None),
    ],
)
def test_dovecot_tells_of_the_mailbox(words: str, fact: Fact | None) -> None:
    assert dovecot(words) == fact


def test_the_filters_facts_are_read_as_they_were_written() -> None:
    facts = FilterFacts(to=("a@b.example", "鈴木@b.example"), outcome="clean", spam="yes", score=7.2, threshold=5.0)
    line = f"2026-11-28 20:00:01,543 INFO {write_facts(ID, facts)}"
    assert line.isascii()
    assert read_filterd(line, CLOCK) == (datetime(2026, 11, 28, 11, 0, 1, tzinfo=UTC), Checked(ID, facts))


@pytest.mark.parametrize("words", [f"{ID}: facts {{}}", f"{ID}: facts {{1}}", "x: facts {}", f"{ID}: dropped: Eicar"])
def test_what_is_no_fact_of_the_filter_is_nothing(words: str) -> None:
    assert read_facts(words) is None


@pytest.mark.parametrize(
    ("text", "year"),
    [("Nov 28 21:00:00", 2026), ("Dec 31 23:59:59", 2025), ("Jan  1 00:00:00", 2026), ("Feb 29 00:00:00", 2024)],
)
def test_a_line_without_a_year_is_of_the_last_such_day(text: str, year: int) -> None:
    assert CLOCK.of_syslog(text).year == year


def test_local_time_becomes_utc() -> None:
    assert CLOCK.of_syslog("Nov 28 20:00:01").astimezone(UTC) == datetime(2026, 11, 28, 11, 0, 1, tzinfo=UTC)
