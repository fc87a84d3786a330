"""What the trace says of a rule (B6); mail_trace/tests/test_as_sieve.py compares it with Dovecot's Sieve."""

import pytest

from fumibako.chapters.mail.own_filter.trace import TypedMail, Verdict, fits, verdicts
from fumibako.machine.state.mail.condition import Comparison, Condition, Part

pytestmark = pytest.mark.feature("B6")
MAIL = TypedMail(sender="Taro@Out.example", recipient="suzuki@ours.example", subject="【重要】Invoice É 50%_*?")


def condition(part: Part, match: Comparison, text: str, header: str = "") -> Condition:
    return Condition(part=part, match=match, text=text, header=header)


@pytest.mark.parametrize(
    ("part", "match", "text", "is_fit"),
    [
        *((Part.SENDER, Comparison.IS, "taro@OUT.example", True), (Part.SENDER, Comparison.IS, "taro@out", False)),
        *((Part.DOMAIN, Comparison.IS, "out.example", True), (Part.DOMAIN, Comparison.ENDS, "@out.example", False)),
        *((Part.SUBJECT, Comparison.STARTS, "【重要】i", True), (Part.SUBJECT, Comparison.CONTAINS, "é", False)),
        *((Part.SUBJECT, Comparison.ENDS, "_*?", True), (Part.SUBJECT, Comparison.ENDS, "5*?", False)),
        *((Part.RECIPIENT, Comparison.CONTAINS, "SUZUKI@", True), (Part.SUBJECT, Comparison.CONTAINS, "見積", False)),
    ],
)
def test_one_condition(part: Part, match: Comparison, text: str, is_fit: bool) -> None:
    assert fits(condition(part, match, text), MAIL) is is_fit


def test_a_header_is_found_by_its_name_in_any_case_and_nothing_where_it_is_missing() -> None:
    listed = condition(Part.HEADER, Comparison.CONTAINS, "news", "list-id")
    assert not fits(listed, MAIL)
    mail = TypedMail(sender="a@b.example", recipient="", subject="", header="List-Id", value=" <news.b.example> ")
    assert fits(listed, mail)
    assert not fits(condition(Part.RECIPIENT, Comparison.CONTAINS, "@"), mail)


def test_the_first_that_fits_decides_and_the_others_are_not_asked() -> None:
    rules = [condition(Part.SUBJECT, Comparison.CONTAINS, text) for text in ("見積", "invoice", "重要")]
    assert verdicts(rules, MAIL) == [Verdict.DOES_NOT_FIT, Verdict.DECIDES, Verdict.NOT_ASKED]
