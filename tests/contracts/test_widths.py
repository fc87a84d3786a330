"""Full-width letters and capitals are the same letters at every door: form, search, API."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from fumibako.chapters.console.customers import queries as customers
from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.mail.accounts.queries import account, accounts_of
from fumibako.chapters.mail.accounts.services import add_account
from fumibako.chapters.mail.forwarding.queries import forwarding_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Domain
from tests.contracts.people import Office, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B1", "E6")]
NOODLES = "ラーメン太郎.jp"
NOODLES_STORED = NOODLES.encode("idna").decode()


@pytest.mark.feature("C3")
def test_the_long_vowel_mark_of_a_forwarding_target_is_kept(ours: Office) -> None:
    member(ours.user).post("/user/forwarding/", {"targets": f"info@{NOODLES}", "is_on": "on"})
    saved = forwarding_of(ours.user.mailbox)
    assert saved is not None and saved.targets == [f"info@{NOODLES_STORED}"]


def test_form_and_api_read_a_domain_alike(program: Callable[..., Any], ours: Office) -> None:
    typed = {"name": "x", "domain": NOODLES, "plan_code": "standard", "step": "add"}
    assert operator().post("/console/customers/add/", typed).status_code == 200
    assert Domain.objects.filter(name=NOODLES_STORED).exists()
    wide = {"name": "x", "domain": "ＳＡＭＰＬＥ．ｅｘａｍｐｌｅ"}
    assert program("POST", "customers", wide).json()["domains"] == ["sample.example"]
    made = program("POST", "accounts", {"address": "Ｔａｒｏーｙ＠ＯＵＲＳ．ｅｘａｍｐｌｅ"})
    assert made.json()["address"] == "taro-y@ours.example"


@pytest.mark.parametrize("search", ["ｓｕｚｕｋｉ", "SUZUKI", "ＡＢＣ", "abc", "ｻﾝﾌﾟﾙ", "サンプル", "鈴木　ｓｕｚｕ"])
def test_an_account_is_found_in_any_width(ours: Office, search: str) -> None:
    ours.user.mailbox.display_name = "鈴木ＡＢＣ課長 サンプル"
    ours.user.mailbox.save()
    assert list(accounts_of(ours.made.domain, search=search)) == [ours.user.mailbox]
    page = member(ours.made.administrator).get("/admin/accounts/", {"search": search})
    assert "/admin/accounts/suzuki@ours.example/" in page.content.decode()


def test_an_account_is_found_by_the_name_of_its_domain_that_people_read() -> None:
    domain = add_customer(actor=SYSTEM, name="x", domain=NOODLES).domain
    taro = add_account(actor=SYSTEM, domain=domain, local_part="taro").mailbox
    assert list(accounts_of(domain, search=f"ｔａｒｏ@{NOODLES}")) == [taro]


@pytest.mark.parametrize("search", ["ｻﾝﾌﾟﾙ", "ＡＢＣ", "abc", "ＮＯＯＤＬＥ．example", NOODLES, "ﾗｰﾒﾝ太郎.jp"])
def test_a_customer_is_found_in_any_width(theirs: Office, search: str) -> None:
    by_name = add_customer(actor=SYSTEM, name="ＡＢＣサンプル", domain="noodle.example").customer
    by_domain = add_customer(actor=SYSTEM, name="らーめん", domain=NOODLES).customer
    found = list(customers.customers(search=search))
    assert found == ([by_domain] if "太郎" in search else [by_name])


def test_a_customer_is_found_by_its_number_as_typed(ours: Office, theirs: Office) -> None:
    number = ours.made.customer.number
    wide = number.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
    for typed in (wide, number.lower()):
        assert list(customers.customers(search=typed)) == [ours.made.customer]
        assert customers.customer(typed) == ours.made.customer


def test_the_api_finds_what_was_named_in_capitals_or_full_width(program: Callable[..., Any], ours: Office) -> None:
    for address in ("SUZUKI@Ours.example", "ｓｕｚｕｋｉ＠ours.example"):
        assert program("POST", f"accounts/{quote(address)}/suspend").json()["address"] == "suzuki@ours.example"
    for domain in ("OURS.example", "ｏｕｒｓ．example"):
        assert len(program("GET", f"accounts?domain={quote(domain)}").json()) == 2
    for name in (ours.made.customer.number.lower(), "Ours.Example", "ｏｕｒｓ．example"):
        assert program("POST", f"customers/{quote(name)}/suspend").json()["number"] == ours.made.customer.number
    assert program("DELETE", "accounts/Suzuki@OURS.example").json()["address"] == "suzuki@ours.example"
    assert account("suzuki@ours.example") is None


@pytest.mark.parametrize("name", ["nobodys.example", "x y", "a@b", "\u202e", "サ―バ.jp"])
def test_the_api_says_404_for_what_is_no_name_at_all(program: Callable[..., Any], ours: Office, name: str) -> None:
    assert program("GET", f"accounts?domain={quote(name)}").status_code == 404
    assert program("POST", f"accounts/{quote(name)}/suspend").status_code == 404
    assert program("POST", f"customers/{quote(name)}/suspend").status_code == 404
