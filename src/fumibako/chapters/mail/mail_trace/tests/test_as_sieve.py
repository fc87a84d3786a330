"""The trace and Dovecot's Sieve come to the same end: whole scripts of a domain and a mailbox, as they are compiled for
the box, run by `sieve-test` over generated mails (B6, C4, C5, C7)."""

import datetime
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from quopri import encodestring

import pytest
from hypothesis import HealthCheck, event, example, given, settings
from hypothesis import strategies as st

from fumibako.chapters.mail.mail_trace.evaluation import Place, Silence, Trace, Wanted, trace
from fumibako.chapters.mail.mail_trace.reading import as_it_came, read, stamped
from fumibako.chapters.mail.mail_trace.tests.running import ADDRESS, End, directory, done
from fumibako.machine.state import Forward
from fumibako.machine.state.mail.auto_reply import AutoReply
from fumibako.machine.state.mail.condition import Comparison, Condition, Part
from fumibako.machine.state.mail.filters import CommonFilter, FilterAction, FilterRule, OwnFilter
from fumibako.machine.state.mail.sorting import Sorting, SortingRule

__all__ = ["directory"]

pytestmark = pytest.mark.box
ALIAS = "eigyo@ours.example"
JAPAN = datetime.timezone(datetime.timedelta(hours=9))


def said(wanted: Wanted, mail: bytes) -> End:
    found = trace(wanted, read(mail), datetime.datetime.now(JAPAN).date())
    return End(frozenset(_folders(found)), _flags(found), found.silence is None, frozenset(found.targets))


def _folders(found: Trace) -> Iterator[str]:
    if found.place is Place.SPAM_BOX:
        yield "Junk"
    elif found.place is Place.INBOX and (found.folder or found.keeps_copy):
        yield found.folder or "INBOX"


def _flags(found: Trace) -> str:
    is_stored = found.place is Place.INBOX and (found.folder or found.keeps_copy)
    return ("F" if found.is_flagged else "") + ("S" if found.marks_read else "") if is_stored else ""


WORDS = [
    "invoice",
    "Invoice",
    "重要",
    "【重要】",
    "É",
    "é",
    "*",
    "?",
    "\\",
    '"',
    "\u212a",
    "k",
    "%",
    " ",
    "\u3000",
    "請求",
    "㈱",
]
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map("".join).filter(str.strip)
ADDRESSES = ["taro@out.example", "Taro@OUT.example", "hanako@sub.out.example", "a.b@other.example", ADDRESS, ALIAS]
PIECES = st.sampled_from(["taro", "out.example", "TARO@", ".example", "@sub", "a.b@other.example", "ours", ADDRESS])
HEADERS = ["List-Id", "X-A", "subject", "X-Fumibako-Spam", "To"]


def _condition(part: Part, match: Comparison, text: str, header: str = "") -> Condition:
    return Condition(part=part, match=match, text=text, header=header)


MATCH = st.sampled_from(Comparison)
CONDITIONS = st.one_of(
    st.builds(_condition, st.sampled_from([Part.SENDER, Part.DOMAIN, Part.RECIPIENT]), MATCH, PIECES),
    st.builds(_condition, st.just(Part.SUBJECT), MATCH, TEXT),
    st.builds(_condition, st.just(Part.HEADER), MATCH, st.one_of(TEXT, PIECES), st.sampled_from(HEADERS)),
)
RULES = st.lists(
    st.builds(FilterRule, condition=CONDITIONS, action=st.sampled_from(FilterAction)), min_size=1, max_size=3
).map(tuple)
SORTING = st.lists(
    st.builds(
        SortingRule,
        conditions=st.lists(CONDITIONS, min_size=1, max_size=3).map(tuple),
        is_any=st.booleans(),
        folder=st.sampled_from(["", "取引先/請求書", "Lists"]),
        marks_read=st.booleans(),
        is_flagged=st.booleans(),
    ),
    min_size=1,
    max_size=3,
).map(tuple)
DAYS = st.sampled_from([None, -2, 2]).map(
    lambda days: days and datetime.datetime.now(JAPAN).date() + datetime.timedelta(days=days)
)
REPLY = st.builds(
    AutoReply,
    subject=st.just("不在"),
    text=st.sampled_from(["留守です", ".\n..", "${env.x} ${hex:0d 0a}"]),
    days=st.just(3),
    starts_on=DAYS,
    ends_on=DAYS,
    addresses=st.sampled_from([(), (ALIAS,)]),
)


def wanted_(*, is_answering: bool = False) -> st.SearchStrategy[Wanted]:
    none = st.none()
    return st.builds(
        Wanted,
        address=st.just(ADDRESS),
        common=none if is_answering else st.one_of(none, st.builds(CommonFilter, rules=RULES)),
        is_without_common=st.booleans(),
        own=none if is_answering else st.one_of(none, st.builds(OwnFilter, rules=RULES)),
        sorting=none if is_answering else st.one_of(none, st.builds(Sorting, rules=SORTING)),
        reply=REPLY if is_answering else st.one_of(none, REPLY),
        forward=st.one_of(
            none, st.builds(Forward, targets=st.just(("ichiro@elsewhere.example",)), keeps_copy=st.booleans())
        ),
    )


def _encoded(text: str, charset: str) -> str:
    """As a mail program writes it in a header field."""
    try:
        octets = text.encode(charset)
    except UnicodeEncodeError:
        octets, charset = text.encode(), "utf-8"
    if charset == "utf-8" and len(text) % 2:
        letters = encodestring(octets, header=True).decode().replace("=\n", "").replace("?", "=3F").replace(" ", "_")
        return f"=?utf-8?q?{letters}?="
    return f"=?{charset}?B?{b64encode(octets).decode()}?="


TEXTS = st.one_of(
    TEXT.filter(str.isascii), TEXT, st.builds(_encoded, TEXT, st.sampled_from(["utf-8", "iso-2022-jp", "ISO-8859-1"]))
)
FOLDED = st.builds("{}{}{}".format, TEXTS, st.sampled_from(["\r\n ", "\r\n\t", " \r\n  "]), TEXTS)
PERSON = st.one_of(
    st.sampled_from(ADDRESSES),
    st.builds("<{}>".format, st.sampled_from(ADDRESSES)),
    st.builds('"{}" <{}>'.format, st.sampled_from(["Taro", "a, b", "x@y.example"]), st.sampled_from(ADDRESSES)),
    st.builds("{} <{}>".format, st.just(_encoded("鈴木", "utf-8")), st.sampled_from(ADDRESSES)),
    st.builds("{} (comment)".format, st.sampled_from(ADDRESSES)),
    st.builds("{},\r\n {}".format, st.sampled_from(ADDRESSES), st.sampled_from(ADDRESSES)),
    st.sampled_from(["undisclosed-recipients:;", "team: taro@out.example, <a.b@other.example>;"]),
)
FIELD = st.one_of(
    st.tuples(st.just("Subject"), st.one_of(TEXTS, FOLDED)),
    st.tuples(st.sampled_from(["X-A", "x-a", "List-Id"]), st.one_of(TEXTS, FOLDED)),
    st.tuples(st.sampled_from(["To", "Cc", "Bcc", "Resent-To"]), PERSON),
)
AUTOMATIC = st.sampled_from(
    [
        *(("List-Unsubscribe", "<mailto:x@out.example>"), ("List-Help", "<x>"), ("Precedence", "bulk")),
        *(("Precedence", "Junk"), ("Precedence", "list"), ("Precedence", "first-class")),
        *(("Auto-Submitted", "auto-replied"), ("Auto-Submitted", "No"), ("Auto-Submitted", "auto-generated")),
        *(("X-Auto-Response-Suppress", "OOF"), ("X-Auto-Response-Suppress", "DR, All"), ("X-Loop", "x")),
        *(("X-Auto-Response-Suppress", "DR"), ("Return-Path", "<bounces@out.example>")),
        *(("Return-Path", "<owner-news@out.example>"), ("Return-Path", "<news-request@out.example>")),
        *(("Return-Path", "<MAILER-DAEMON@out.example>"), ("Return-Path", f"<{ADDRESS}>"), ("To", ALIAS)),
    ]
)
MARKS = st.sampled_from(["", "", "no", "yes", "marked", "delivered"])


@st.composite
def mails(draw: st.DrawFn, *, is_answering: bool = False) -> bytes:
    fields = [("From", draw(PERSON)), *draw(st.lists(FIELD, max_size=4))]
    if is_answering:
        fields = [("From", "taro@out.example"), ("To", ADDRESS), *draw(st.lists(AUTOMATIC, max_size=2))]
    if not any(name == "Return-Path" for name, _ in fields):  # sieve-test knows no bounces; a journey shows them
        fields.append(("Return-Path", "<taro@out.example>"))
    content = "".join(f"{name}: {value}\r\n" for name, value in fields) + "\r\nText\r\n"
    mail, mark = as_it_came(content.encode()), draw(MARKS)
    return stamped(mail, mark, 7.2) if mark else mail


NOTHING = Wanted(address=ADDRESS)
PLAIN = b"From: taro@out.example\nTo: suzuki@ours.example\nSubject: x\n\nText\n"


@pytest.mark.feature("B6", "C5", "C7")
def test_generated_rules_and_mails_end_where_sieve_puts_them(directory: Path, *, long: bool) -> None:
    @settings(max_examples=2000 if long else 120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(wanted_(), mails())
    @example(NOTHING, PLAIN)
    def see(wanted: Wanted, mail: bytes) -> None:
        expected = said(wanted, mail)
        event(f"{sorted(expected.folders)}")
        assert done(directory, wanted, mail) == expected, mail.decode()

    see()


@pytest.mark.feature("C4")
def test_lists_bounces_bulk_and_spam_are_never_answered_and_everybody_else_is(directory: Path, *, long: bool) -> None:
    reply = AutoReply(subject="不在", text="留守です", days=3)

    @settings(max_examples=1000 if long else 60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(wanted_(is_answering=True), mails(is_answering=True))
    @example(replace(NOTHING, reply=reply), PLAIN)
    def see(wanted: Wanted, mail: bytes) -> None:
        expected = said(wanted, mail)
        event("answered" if expected.is_answered else "silent")
        assert done(directory, wanted, mail) == expected, mail.decode()

    see()
    found = trace(replace(NOTHING, reply=reply), read(PLAIN), datetime.date(2026, 12, 1))
    assert found.silence is None
    for line, reason in (
        (b"List-Id: <x>", Silence.LIST),
        (b"Precedence: bulk", Silence.BULK),
        (b"Return-Path: <>", Silence.BOUNCE),
        (b"X-Fumibako-Spam: delivered score=8.0", Silence.SPAM),
    ):
        found = trace(replace(NOTHING, reply=reply), read(line + b"\n" + PLAIN), datetime.date(2026, 12, 1))
        assert found.silence is reason
