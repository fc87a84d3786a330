"""Settings by the JSON API: what is put is there afterwards, for daemons too, and refusals are those of the pages."""

from collections.abc import Callable
from typing import Any

import pytest

from fumibako.groundwork.audit.models import Entry
from tests.contracts.people import Office

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B13")]
ACCOUNT, DOMAIN = "accounts/{address}", "domains/{domain}"
RULE = {"part": "header", "match": "contains", "text": "news", "header": "List-Id", "action": "allow"}
CONDITION = {"part": "subject", "match": "starts", "text": "請求書", "header": ""}
SORTING = {"conditions": [CONDITION], "is_any": False, "folder": "請求", "marks_read": True, "is_flagged": False}
REPLY = {"subject": "不在", "text": "休暇中です。", "days": 7, "starts_on": "2026-12-28", "ends_on": "2027-01-04"}
GUARD = {"is_confirmed": True, "hold_minutes": 5, "copy_to": "", "most_domains": 3, "is_webmail_only": True}
SETTINGS = {
    f"{ACCOUNT}/auto-reply": {**REPLY, "is_on": True},
    f"{ACCOUNT}/spam": {"common_filter": False, "own_filter": True, "may_choose": False},
    f"{ACCOUNT}/spam-filter": {"rules": [RULE, {**RULE, "text": "ad", "action": "discard"}]},
    f"{ACCOUNT}/sorting": {"rules": [SORTING, {**SORTING, "folder": "", "is_flagged": True}]},
    f"{ACCOUNT}/approval": {"superior": "{chief}", "deputy": ""},
    f"{DOMAIN}/spam": {"is_on": True, "threshold": 3.5, "treatment": "mark"},
    f"{DOMAIN}/common-filter": {"rules": [RULE]},
    f"{DOMAIN}/virus": {"locked_files": "remove"},
    f"{DOMAIN}/retention": {"days": 400},
    f"{DOMAIN}/misdelivery": GUARD,
}


def named(text: str, office: Office) -> str:
    chief = office.made.administrator.mailbox.address
    return text.format(address=office.user.mailbox.address, domain=office.made.domain.name, chief=chief)


def without_keys(answer: Any) -> Any:
    """The rules alone, of both ways in which they are answered."""
    rows = answer["rules"] if isinstance(answer, dict) and "rules" in answer else answer
    return [{name: value for name, value in row.items() if name != "key"} for row in rows]


@pytest.mark.parametrize("where", SETTINGS)
def test_what_is_put_is_there_and_is_noted(program: Callable[..., Any], ours: Office, where: str) -> None:
    place, given = named(where, ours), dict(SETTINGS[where])
    given = {
        name: named(value, ours) if isinstance(value, str) and "{" in value else value for name, value in given.items()
    }
    before = Entry.objects.count()
    answer = program("PUT", place, given)
    assert answer.status_code == 200, answer.content
    now = program("GET", place).json()
    if "rules" in given:
        assert without_keys(now) == without_keys(answer.json()) == given["rules"]
    else:
        assert {name: now[name] for name in given} == given
    assert Entry.objects.count() > before


@pytest.mark.parametrize("where", [f"{ACCOUNT}/spam-filter", f"{ACCOUNT}/sorting", f"{DOMAIN}/common-filter"])
def test_case_116_rules_that_somebody_else_changed_meanwhile_are_not_replaced(
    program: Callable[..., Any], ours: Office, where: str
) -> None:
    place, given = named(where, ours), SETTINGS[where]
    program("PUT", place, given)
    seen = [row["key"] for row in program("GET", place).json()]
    assert program("PUT", place, {**given, "seen": seen}).status_code == 200
    answer = program("PUT", place, {"rules": [], "seen": seen})  # these keys are gone
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "rules_changed")
    assert without_keys(program("GET", place).json()) == given["rules"]


@pytest.mark.parametrize("where", [f"{ACCOUNT}/spam-filter", f"{ACCOUNT}/sorting", f"{DOMAIN}/common-filter"])
def test_one_rule_is_changed_and_keeps_its_place(program: Callable[..., Any], ours: Office, where: str) -> None:
    place, (rule, *_more) = named(where, ours), SETTINGS[where]["rules"]
    program("PUT", place, {"rules": [rule, rule, rule]})
    keys = [row["key"] for row in program("GET", place).json()]
    other = {**rule, "folder": "別"} if "folder" in rule else {**rule, "text": "別"}
    assert program("PUT", f"{place}/{keys[1]}", other).status_code == 200
    now = program("GET", place).json()
    assert [row["key"] for row in now] == keys and without_keys(now) == [rule, other, rule]
    answer = program("PUT", f"{place}/987654321", other)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "rules_changed")


@pytest.mark.parametrize(
    ("where", "given", "code"),
    [
        (f"{ACCOUNT}/auto-reply", {**REPLY, "ends_on": "2026-12-01"}, "bad_period"),
        (f"{ACCOUNT}/auto-reply", {**REPLY, "ends_on": "tomorrow"}, "unreadable_day"),
        (f"{ACCOUNT}/spam-filter", {"rules": [RULE, {**RULE, "header": "a b"}]}, "bad_condition_header"),
        (f"{ACCOUNT}/sorting", {"rules": [SORTING, {**SORTING, "conditions": []}]}, "no_condition"),
        (f"{ACCOUNT}/old-mail", {"folder": "INBOX", "days": 0}, "bad_age"),
        (f"{ACCOUNT}/approval", {"superior": "suzuki@ours.example"}, "own_superior"),
        (f"{DOMAIN}/spam", {"threshold": 1e300, "treatment": "mark"}, "bad_threshold"),
        (f"{DOMAIN}/common-filter", {"rules": [{**RULE, "part": "everything"}]}, "wrong_value"),
        (f"{DOMAIN}/misdelivery", {**GUARD, "hold_minutes": 99}, "bad_hold"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_refusal_changes_nothing(
    program: Callable[..., Any], ours: Office, where: str, given: dict[str, Any], code: str
) -> None:
    place = named(where, ours)
    before = program("GET", place).json()
    answer = program("PUT", place, given)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    assert program("GET", place).json() == before


def test_a_folders_rule_on_old_mail_is_set_and_ended(program: Callable[..., Any], ours: Office) -> None:
    place = named(f"{ACCOUNT}/old-mail", ours)
    rule = {"folder": "Trash", "days": 30, "archives": False}
    assert program("PUT", place, rule).json() == [rule] == program("GET", place).json()
    assert program("DELETE", f"{place}?folder=Trash").json() == []


def test_an_approval_ends(program: Callable[..., Any], ours: Office) -> None:
    place, chief = named(f"{ACCOUNT}/approval", ours), ours.made.administrator.mailbox.address
    assert program("PUT", place, {"superior": chief}).json()["is_needed"]
    assert program("DELETE", place).json() == {
        "address": ours.user.mailbox.address,
        "is_needed": False,
        "superior": "",
        "deputy": "",
    }
