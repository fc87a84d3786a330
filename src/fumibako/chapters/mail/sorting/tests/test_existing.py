"""What the rules would do to mails that are in the inbox already."""

import pytest

from fumibako.chapters.mail.sorting.existing import Plan, header_names, plan
from fumibako.machine.daemons.dovecot.control import InboxMail
from fumibako.machine.state.mail.condition import Comparison, Condition, Part
from fumibako.machine.state.mail.sorting import SortingRule

pytestmark = pytest.mark.feature("C5")


def condition(part: Part, match: Comparison, text: str, header: str = "") -> Condition:
    return Condition(part=part, match=match, text=text, header=header)


INVOICE = condition(Part.SUBJECT, Comparison.CONTAINS, "請求書")
PARTNER = condition(Part.DOMAIN, Comparison.IS, "partner.example")
LISTED = condition(Part.HEADER, Comparison.ENDS, "news>", "List-Id")
OURS = condition(Part.RECIPIENT, Comparison.STARTS, "Eigyo@")


def rule(*conditions: Condition, folder: str = "", is_any: bool = False, **marks: bool) -> SortingRule:
    return SortingRule(conditions=conditions, is_any=is_any, folder=folder, **marks)


def mail(uid: int, subject: str = "", *, sender: str = "a@out.example", **more: tuple[str, ...]) -> InboxMail:
    fields = {"subject": (subject,), "list-id": more.get("listed", ())}
    return InboxMail(uid, (sender, "b@other.example"), more.get("to", ()), fields)


def test_the_first_rule_that_fits_and_names_a_folder_decides_it() -> None:
    rules = [rule(INVOICE, is_flagged=True), rule(INVOICE, folder="請求書"), rule(PARTNER, folder="取引先")]
    mails = [
        mail(1, "11月分請求書", sender="x@PARTNER.example"),
        mail(2, "会議", sender="x@partner.example"),
        mail(3, "会議"),
    ]
    assert plan(rules, mails) == Plan(folders={"請求書": [1], "取引先": [2]}, read=[], flagged=[1])


def test_all_conditions_or_any_of_them() -> None:
    mails = [mail(1, "請求書"), mail(2, "請求書", sender="x@partner.example")]
    assert plan([rule(INVOICE, PARTNER, folder="a")], mails).folders == {"a": [2]}
    assert plan([rule(INVOICE, PARTNER, folder="a", is_any=True)], mails).folders == {"a": [1, 2]}


def test_every_address_and_every_field_of_that_name_is_looked_at() -> None:
    rules = [rule(OURS, marks_read=True), rule(LISTED, folder="news")]
    mails = [mail(1, to=("x@ours.example", "eigyo@ours.example")), mail(2, listed=("<a.list>", " <b.NEWS> "))]
    assert plan(rules, mails) == Plan(folders={"news": [2]}, read=[1], flagged=[])


def test_a_mail_without_the_field_stays() -> None:
    assert not plan([rule(OURS, LISTED, folder="news", is_any=True)], [mail(1)])


def test_only_the_fields_that_rules_look_at_are_asked_for() -> None:
    assert header_names([rule(INVOICE, LISTED), rule(PARTNER, OURS)]) == ["list-id", "subject"]
    assert header_names([rule(PARTNER)]) == []
