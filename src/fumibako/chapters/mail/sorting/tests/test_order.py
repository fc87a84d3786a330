"""The order of rules, by dragging and by buttons, and two who change it at once (C5, C7, B6; SECURITY case 116)."""

import pytest

from fumibako.chapters.mail.common_filter.services import add_common_rule
from fumibako.chapters.mail.own_filter.filter_rules import RulesChanged, order_sent
from fumibako.chapters.mail.own_filter.services import add_own_rule
from fumibako.chapters.mail.sorting import services
from fumibako.chapters.mail.sorting.jobs import take_back
from fumibako.groundwork.audit.models import Entry
from fumibako.machine.state.mail.condition import Comparison, Condition, Part
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, member
from tests.journeys.web import form_with

__all__ = ["empty_cache", "ours"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C5")]
PAGES = ("/user/sorting/", "/user/spam-filter/", "/admin/common-filter/")
CHANGED = "変更されました"


def rules(office: Office, page: str) -> list[str]:
    """Add three; their keys."""
    mailbox, domain = office.user.mailbox, office.made.domain
    for text in ("a", "b", "c"):
        rule = {"part": "subject", "match": "contains", "text": text, "action": "spam_box"}
        if page == PAGES[0]:
            condition = Condition(part=Part.SUBJECT, match=Comparison.CONTAINS, text=text)
            services.add_sorting_rule(
                actor=PERSON, mailbox=mailbox, conditions=[condition], is_any=False, folder=text.upper()
            )
        elif page == PAGES[1]:
            add_own_rule(actor=PERSON, mailbox=mailbox, **rule)
        else:
            add_common_rule(actor=PERSON, domain=domain, **rule)
    return keys(office, page)


def keys(office: Office, page: str) -> list[str]:
    mailbox, domain = office.user.mailbox, office.made.domain
    rows = dict(zip(PAGES, (mailbox.sorting_rules, mailbox.own_rules, domain.common_rules), strict=True))[page]
    return [str(key) for key in rows.values_list("pk", flat=True)]


def sent(office: Office, page: str, **values: str) -> str:
    person = office.made.administrator if page.startswith("/admin/") else office.user
    return member(person).post(page, values, follow=True).content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_rows_are_dragged_and_moved_up_by_a_button(ours: Office, page: str) -> None:
    a, b, c = rules(ours, page)
    assert CHANGED not in sent(ours, page, seen=f"{a},{b},{c}", order=f"{c},{a},{b}")
    assert keys(ours, page) == [c, a, b]
    sent(ours, page, seen=f"{c},{a},{b}", order="", up=b)
    assert keys(ours, page) == [c, b, a]


@pytest.mark.parametrize("page", PAGES)
def test_case_116_the_second_of_two_who_change_the_order_at_once_is_told_and_undoes_nothing(
    ours: Office, page: str
) -> None:
    a, b, c = rules(ours, page)
    seen = f"{a},{b},{c}"
    sent(ours, page, seen=seen, order=f"{c},{b},{a}")
    for values in ({"order": f"{b},{a},{c}"}, {"order": "", "up": c}):
        assert CHANGED in sent(ours, page, seen=seen, **values)
        assert keys(ours, page) == [c, b, a]


TYPED = {"part": "sender", "match": "is", "text": "taro@out.example", "action": "allow"}
TYPED_SORTING = {f"{name}_1": TYPED[name] for name in ("part", "match", "text")} | {"folder": "経理", "is_any": "any"}


@pytest.mark.parametrize("page", PAGES)
def test_a_rule_is_changed_and_keeps_its_place(ours: Office, page: str) -> None:
    a, b, c = rules(ours, page)
    shown = sent(ours, f"{page}{b}/", **(TYPED_SORTING if page == PAGES[0] else TYPED))
    assert "ルールを変更しました。" in shown and "taro@out.example" in shown
    assert keys(ours, page) == [a, b, c]
    entry = Entry.objects.filter(action__endswith=".change").get()
    assert "taro@out.example" in entry.details.values() or "経理" in entry.details.values()
    assert entry.details["before"] in ("b", "B")


def test_a_rule_that_is_gone_meanwhile_is_not_changed(ours: Office) -> None:
    rules(ours, PAGES[0])
    rule, mailbox = ours.user.mailbox.sorting_rules.first(), ours.user.mailbox
    mailbox.sorting_rules.all().delete()
    condition = Condition(part=Part.SUBJECT, match=Comparison.IS, text="a")
    with pytest.raises(RulesChanged):
        services.change_sorting_rule(actor=PERSON, rule=rule, conditions=[condition], is_any=False, folder="経理")
    assert not mailbox.sorting_rules.exists()


def test_a_rule_with_more_conditions_than_the_form_of_a_new_one_keeps_them(ours: Office) -> None:
    conditions = [Condition(part=Part.SUBJECT, match=Comparison.CONTAINS, text=text) for text in "abcde"]
    mailbox = ours.user.mailbox
    rule = services.add_sorting_rule(actor=PERSON, mailbox=mailbox, conditions=conditions, is_any=True, folder="A")
    page = f"{PAGES[0]}{rule.pk}/"
    form = form_with(member(ours.user).get(page).content.decode(), "folder")
    sent(ours, page, **{**form, "folder": "B"})
    before, rule = rule.conditions, mailbox.sorting_rules.get()
    assert (rule.conditions, rule.is_any, rule.folder) == (before, True, "B")


@pytest.mark.parametrize(
    "values",
    [{"order": "1"}, {"order": "1,x", "seen": "1,2"}, {"up": "3", "seen": "1,2"}, {"up": "x", "seen": ""}],
)
def test_what_the_page_did_not_send_is_no_order(values: dict[str, str]) -> None:
    with pytest.raises(RulesChanged):
        order_sent(values)


@pytest.mark.parametrize("order", ["{a},{b}", "{a},{a},{b}", "{a},{b},{c},9999"])
def test_an_order_is_of_all_rules_and_of_no_others(ours: Office, order: str) -> None:
    a, b, c = rules(ours, PAGES[0])
    assert CHANGED in sent(ours, PAGES[0], seen=f"{a},{b},{c}", order=order.format(a=a, b=b, c=c))
    assert keys(ours, PAGES[0]) == [a, b, c]


def test_what_the_rules_moved_is_offered_to_be_taken_back_until_the_inbox_is_sorted_again(ours: Office) -> None:
    mailbox = ours.user.mailbox
    assert "受信トレイに戻す" not in sent(ours, PAGES[0])
    mailbox.filed.create(folder="請求書", guids=["0" * 32, "1" * 32])
    page = member(ours.user).get(PAGES[0]).content.decode()
    assert "受信トレイに戻す" in page
    answer = member(ours.user).post(PAGES[0], {"back": ""})
    assert answer["Location"].startswith("/jobs/")
    assert take_back.name == "mail.sort.take_back"
    mailbox.filed.all().delete()
    with pytest.raises(services.errors.NothingFiled):
        services.take_back(actor=PERSON, mailbox=mailbox, owner="login:1")
