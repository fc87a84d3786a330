"""Texts that would be commands, auto-replies that would be more than text, scripts that would never end (SECURITY cases
15, 17, 98)."""

from dataclasses import replace
from pathlib import Path

import pytest

from fumibako.chapters.mail.auto_reply.errors import BadText as BadReply
from fumibako.chapters.mail.auto_reply.rules import MAX_TEXT, check_text
from fumibako.chapters.mail.mail_trace.evaluation import Wanted
from fumibako.chapters.mail.mail_trace.tests.running import ADDRESS, directory, done, run
from fumibako.chapters.mail.own_filter.conditions import BadText, check_condition
from fumibako.chapters.mail.sorting.errors import BadFolder
from fumibako.chapters.mail.sorting.rules import check_folder
from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.dovecot import render
from fumibako.machine.formats.sieve import Unwritable, block, quoted
from fumibako.machine.state.mail.auto_reply import AutoReply
from fumibako.machine.state.mail.condition import Comparison, Condition, Part
from fumibako.machine.state.mail.filters import FilterAction, FilterRule, OwnFilter
from fumibako.machine.state.mail.sorting import Sorting, SortingRule

__all__ = ["directory"]

pytestmark = pytest.mark.box
NOTHING = Wanted(address=ADDRESS)
COMMANDS = [
    'x" ; discard; #',
    'x"] { discard; } if header :is ["a',
    "x\\",
    "*/ discard; /*",
    "text:\u3000.",
    '\\" ; stop;',
]


def mail(subject: str = "x") -> bytes:
    return (
        f"From: taro@out.example\nTo: {ADDRESS}\nReturn-Path: <taro@out.example>\nSubject: {subject}\n\nText\n".encode()
    )


@pytest.mark.feature("B6", "C5", "C7")
@pytest.mark.parametrize("text", COMMANDS)
def test_case_015_a_text_in_a_rule_is_never_a_command(directory: Path, text: str) -> None:
    """Sieve finds the mail with that very text, and does nothing to another."""
    condition = Condition(part=Part.SUBJECT, match=Comparison.CONTAINS, text=text)
    wanted = replace(
        NOTHING,
        own=OwnFilter(rules=(FilterRule(condition=replace(condition, header=""), action=FilterAction.ALLOW),)),
        sorting=Sorting(rules=(SortingRule(conditions=(condition,), is_any=False, folder="Found"),)),
    )
    assert done(directory, wanted, mail()).folders == {"INBOX"}
    assert done(directory, wanted, mail(f"a {text} b")).folders == {"Found"}


@pytest.mark.feature("C5", "C7")
@pytest.mark.parametrize("text", ["x\r\ndiscard;", "x\ndiscard;", "x\0", "x\u2028discard;"])
def test_case_015_a_line_end_is_refused_by_the_rule_and_by_the_writer(text: str) -> None:
    with pytest.raises(BadText):
        check_condition("subject", "contains", text, "")
    with pytest.raises(BadFolder):
        check_folder(text)
    with pytest.raises(Unwritable):
        quoted(text)


@pytest.mark.feature("C4")
def test_case_017_the_text_of_an_auto_reply_is_sent_as_it_is(directory: Path) -> None:
    text = "　前略\n.\n..\n.discard;\n${env.x} ${hex:0d 0a}\n*/ stop;\n"
    reply = AutoReply(subject='不在" :days 1 "', text=check_text(text), days=3)
    answer = done(directory, replace(NOTHING, reply=reply), mail())
    assert answer.is_answered and answer.folders == {"INBOX"}
    assert text.strip() in answer.sent.replace("\r\n", "\n")


@pytest.mark.feature("C4")
def test_case_017_a_text_beyond_the_limit_or_with_hidden_characters_is_refused_in_words() -> None:
    assert check_text("あ" * MAX_TEXT)
    for text in ("あ" * (MAX_TEXT + 1), "x" * (1 << 20), "a\0b", "a\u202eb"):
        with pytest.raises(BadReply, match=r"\w"):
            check_text(text)
    with pytest.raises(Unwritable):
        block("a\rb")


@pytest.mark.feature("C5")
def test_case_098_a_thousand_rules_of_ones_own_on_a_large_mail_do_not_lose_it(directory: Path) -> None:
    rules = "".join(f'if header :contains "subject" "word {number} " {{ discard; stop; }}\n' for number in range(1000))
    large = mail("見積書" * 1000) + b"line of the mail\n" * (3 << 20)
    assert run(directory, {}, large, rules).folders == {"INBOX"}


@pytest.mark.feature("C5")
def test_case_098_regular_expressions_are_not_offered_and_time_is_limited() -> None:
    text = render.render(Config(Settings(), Path("/var/lib/fumibako")))["dovecot.conf"].content.decode()
    assert "sieve_extensions = -enotify -reject -regex\n" in text
    assert "sieve_max_cpu_time = 30s\n" in text
