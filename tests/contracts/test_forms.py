"""What a form says to whoever made mistakes: all of them at once, each at its field, in words that say what to do."""

import html
import re

import pytest
from django.http import HttpResponse

from fumibako.chapters.contract.plans.models import Contract
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import add_account
from fumibako.chapters.mail.aliases.models import Alias
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats.passwords import is_right
from tests.contracts.people import MADE, TYPED, Office, member, operator
from tests.journeys.web import form_with

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B1", "C3", "E6")]
ADD, FORWARDING, CUSTOMER = "/admin/accounts/add/", "/user/forwarding/", "/console/customers/add/"
ERASED = "安全のため、入力されたパスワードは消去しました。もう一度入力してください。"


def errors(answer: HttpResponse) -> dict[str, list[str]]:
    """The words at each field of a page that refused something."""
    assert answer.status_code == 422
    found: dict[str, list[str]] = {}
    for name, block in re.findall(r'<div id="id_(\w+)_error"[^>]*>(.*?)</div>', answer.content.decode(), re.DOTALL):
        found[name] = [html.unescape(words) for words in re.findall(r"<span>(.*?)</span>", block)]
    return found


def value(answer: HttpResponse, name: str) -> str:
    text = answer.content.decode()
    found = re.search(rf'name="{name}" value="([^"]*)"', text) or re.search(rf'name="{name}"[^>]*>\s?([^<]*)<', text)
    return found[1] if found else ""


def test_an_account_with_four_mistakes_is_told_of_four(ours: Office) -> None:
    typed = {"local_part": "-bad", "display_name": "名" * 104, "quota_bytes": "5GB", **TYPED, "password": "abc"}
    found = errors(member(ours.made.administrator).post(ADD, typed))
    assert set(found) == {"local_part", "display_name", "password", "quota_bytes"}
    assert found["quota_bytes"] == ["GB単位の数字で入力してください。例：5、1.5"]
    assert found["password"] == ["パスワードは8文字以上で入力してください。"]


def test_a_taken_name_a_full_contract_and_a_wrong_size_are_told_together(ours: Office) -> None:
    Contract.objects.update(accounts_max=2)
    answer = member(ours.made.administrator).post(ADD, {"local_part": "Suzuki", "quota_bytes": "0", **MADE})
    assert set(errors(answer)) == {"local_part", "quota_bytes"}
    assert "すべて使用しています" in answer.content.decode()


@pytest.mark.parametrize(
    "typed", ["taro@ours.example", "Ｔａｒｏ＠ＯＵＲＳ．ｅｘａｍｐｌｅ", "taro＠ours.example", "taro"]
)
def test_a_whole_address_is_taken_where_the_name_before_the_at_is_asked(ours: Office, typed: str) -> None:
    client = member(ours.made.administrator)
    assert client.post(ADD, {"local_part": typed, **MADE}).status_code == 200
    assert Mailbox.objects.get(local_part="taro").address == "taro@ours.example"
    alias = {"local_part": f"group-{typed}", "targets": "taro"}
    assert client.post("/admin/aliases/add/", alias).status_code == 302
    assert Alias.objects.get().address == "group-taro@ours.example"


def test_an_address_of_another_domain_is_refused_in_words(ours: Office) -> None:
    client = member(ours.made.administrator)
    for page, typed in ((ADD, MADE), ("/admin/aliases/add/", {"targets": "suzuki"})):
        (words,) = errors(client.post(page, {"local_part": "taro@日本語.example", **typed}))["local_part"]
        assert "日本語.example" in words and "ours.example" in words
    assert not Mailbox.objects.filter(local_part="taro").exists()


def test_a_new_customer_is_shown_before_it_is_made(ours: Office) -> None:
    desk = operator()
    typed = {"name": "株式会社新", "domain": "日本語.example", "plan_code": "standard", "accounts_max": "７"}
    page = desk.post(CUSTOMER, typed).content.decode()
    for words in ("株式会社新", "日本語.example", "xn--wgv71a119e.example", "スタンダード", ">7<", "50 GB"):
        assert words in page
    assert not Customer.objects.filter(name="株式会社新").exists()
    sent = {**form_with(page, "domain"), "step": "change"}
    back = desk.post(CUSTOMER, sent)
    assert back.status_code == 200 and value(back, "name") == "株式会社新"
    assert desk.post(CUSTOMER, {**sent, "step": "add"}).status_code == 200
    made = Customer.objects.get(name="株式会社新")
    assert made.domains.get().name == "xn--wgv71a119e.example" and made.contract.accounts_max == 7
    assert set(errors(desk.post(CUSTOMER, typed))) == {"domain"}


def test_a_changed_account_is_told_of_both_mistakes(ours: Office) -> None:
    where = f"/admin/accounts/{ours.user.mailbox.address}/"
    answer = member(ours.made.administrator).post(where, {"display_name": "a\nb", "quota_bytes": "-1"})
    assert set(errors(answer)) == {"display_name", "quota_bytes"}


def test_a_customer_with_three_mistakes_is_told_of_three(ours: Office) -> None:
    typed = {"name": "x", "domain": "example", "plan_code": "standard", "accounts_max": "0", "mail_disk_bytes": "−３"}
    found = errors(operator().post(CUSTOMER, typed))
    assert set(found) == {"domain", "accounts_max", "mail_disk_bytes"}
    assert found["accounts_max"] == ["1～100,000の範囲で入力してください。"]
    assert not Customer.objects.filter(name="x").exists()


def test_a_taken_domain_is_told_with_the_other_mistakes(ours: Office) -> None:
    typed = {"name": "x", "domain": "Ours.example", "plan_code": "standard", "accounts_max": "0"}
    assert set(errors(operator().post(CUSTOMER, typed))) == {"domain", "accounts_max"}


def test_each_bad_line_of_a_forwarding_is_told_with_its_number(ours: Office) -> None:
    lines = ["a@out.example", "abc@@x", "nobody@ours.example", "suzuki@ours.example", "d@out.example"]
    answer = member(ours.user).post(FORWARDING, {"targets": "\r\n".join(lines), "is_on": "on"})
    most, *bad = errors(answer)["targets"]
    assert "4件まで" in most
    begins = ["2行目「abc@@x」", "3行目「nobody@ours.example」", "4行目「suzuki@ours.example」"]
    assert [words[: len(begin)] for words, begin in zip(bad, begins, strict=True)] == begins


def test_no_forwarding_looks_up_thousands_of_addresses(ours: Office, django_assert_max_num_queries: object) -> None:
    client, targets = member(ours.user), "\n".join(f"a{number}@out.example" for number in range(5000))
    with django_assert_max_num_queries(120):  # type: ignore[operator]
        assert client.post(FORWARDING, {"targets": targets, "is_on": "on"}).status_code == 422


def test_a_new_password_of_ones_own_is_told_with_its_repetition(ours: Office) -> None:
    typed = {"old": ours.user.password, "password": "suzuki1", "again": "suzuki2"}
    assert set(errors(member(ours.user).post("/user/password/", typed))) == {"password", "again"}


def test_a_password_that_was_typed_never_gives_way_to_another_one(ours: Office) -> None:
    """The page comes back without it, says so, and does not take its absence for a wish."""
    client = member(ours.made.administrator)
    typed = {"local_part": "new", "once": "x", **TYPED}
    found = errors(client.post(ADD, {**typed, "quota_bytes": "五"}))
    assert found["password"] == [ERASED]
    found = errors(client.post(ADD, {**typed, "password": ""}))
    assert found["password"] == ["初期パスワードを入力してください。"]
    assert not Mailbox.objects.filter(local_part="new").exists()
    assert client.post(ADD, typed).status_code == 200
    assert is_right(TYPED["password"], Mailbox.objects.get(local_part="new").password_hash)


def test_a_password_is_erased_in_words_also_where_the_service_refuses(ours: Office) -> None:
    found = errors(member(ours.made.administrator).post(ADD, {"local_part": "suzuki", **TYPED}))
    assert set(found) == {"local_part", "password"}
    assert found["password"] == [ERASED]


@pytest.mark.parametrize("page", ["add/", "suzuki@ours.example/password/"])
def test_a_typed_password_beside_the_other_choice_is_asked_about(ours: Office, page: str) -> None:
    before = ours.user.mailbox.password_hash
    typed = {"local_part": "new", **TYPED, **MADE}
    assert set(errors(member(ours.made.administrator).post(f"/admin/accounts/{page}", typed))) == {"password_by"}
    ours.user.mailbox.refresh_from_db()
    assert ours.user.mailbox.password_hash == before
    assert not Mailbox.objects.filter(local_part="new").exists()


def test_nothing_typed_is_asked_for_by_its_name(ours: Office) -> None:
    client, desk = member(ours.made.administrator), operator()
    found = errors(client.post(ADD, {"local_part": " "}))
    assert found["local_part"] == ["メールアドレス（@より前）を入力してください。"]
    assert found["password_by"] == ["パスワードの設定方法を選択してください。"]
    found = errors(desk.post(CUSTOMER, {"name": "", "domain": ""}, headers={"accept-language": "en"}))
    assert found["name"] == ["Fill in “Company name”."]
    assert found["plan_code"] == ["Choose “Plan”."]
    answer = client.post(f"/admin/accounts/{ours.user.mailbox.address}/delete/", {"address": ""})
    assert errors(answer)["address"] == ["上に表示されているメールアドレスを入力してください。"]
    assert "次の項目を確認してください。" in answer.content.decode()


def test_a_half_width_field_shows_again_what_was_read(ours: Office) -> None:
    client = member(ours.made.administrator)
    answer = client.post(ADD, {"local_part": "　Ｔａｎａｋａ", "display_name": "㈱　Ａ", "quota_bytes": "０", **MADE})
    shown = [value(answer, name) for name in ("local_part", "display_name", "quota_bytes")]
    assert shown == ["Tanaka", "㈱　Ａ", "0"]
    answer = member(ours.user).post(FORWARDING, {"targets": "ａ＠ｂ\r\nｃ＠ｏｕｔ．example", "is_on": "on"})
    assert value(answer, "targets").split() == ["a@b", "c@out.example"]
    page = f"/console/customers/{ours.made.customer.number}/contract/"
    assert (
        value(operator().post(page, {"accounts_max": "１，０００", "mail_disk_bytes": ""}), "accounts_max") == "1,000"
    )


def test_fewer_accounts_than_are_in_use_are_refused_with_the_reason(ours: Office) -> None:
    add_account(actor=SYSTEM, domain=ours.made.domain, local_part="third")
    page = f"/console/customers/{ours.made.customer.number}/contract/"
    found = errors(operator().post(page, {"accounts_max": "2", "mail_disk_bytes": "200000"}))
    assert found["accounts_max"] == ["使用中の3件より少なくできません。3～100,000の範囲で入力してください。"]
    assert found["mail_disk_bytes"] == ["1 GBから100,000 GBまでの範囲で入力してください。"]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("0.5", 1 << 29), ("5", 5 << 30), ("１，０２４", 1 << 40), ("0.001", 1_073_741), ("1.50", 3 << 29), ("", 5 << 30)],
)
def test_a_size_is_typed_in_gigabytes(ours: Office, typed: str, stored: int) -> None:
    """Empty: the contract's, also where there was another one."""
    Mailbox.objects.filter(pk=ours.user.mailbox.pk).update(quota_bytes=7 << 30)
    client, where = member(ours.made.administrator), f"/admin/accounts/{ours.user.mailbox.address}/"
    assert client.post(where, {"quota_bytes": typed}).status_code == 302
    assert client.post(ADD, {"local_part": "new", "quota_bytes": typed, **MADE}).status_code == 200
    sizes = Mailbox.objects.filter(is_administrator=False).values_list("quota_bytes", flat=True)
    assert list(sizes) == [stored, stored]


@pytest.mark.parametrize(
    "typed", ["0,5", "1e3", "NaN", "Infinity", "1_0", "٣", "5 GB", "1.2.3", "9" * 5000, "0.0009", "-1"]
)
def test_what_is_no_size_is_refused(ours: Office, typed: str) -> None:
    client = member(ours.made.administrator)
    assert set(errors(client.post(ADD, {"local_part": "new", "quota_bytes": typed, **MADE}))) == {"quota_bytes"}


def test_a_size_says_what_empty_means_and_a_plan_what_it_holds(ours: Office) -> None:
    client = member(ours.made.administrator)
    for page in (ADD, f"/admin/accounts/{ours.user.mailbox.address}/"):
        text = client.get(page).content.decode()
        assert 'id="id_quota_bytes_helptext">空欄の場合は契約の容量（5 GB）になります。' in text
        assert 'aria-describedby="id_quota_bytes_helptext"' in text
    desk = operator()
    assert "スタンダード（50件・50 GB）" in desk.get(CUSTOMER).content.decode()
    assert "Standard (50 accounts, 50 GB)" in desk.get(CUSTOMER, headers={"accept-language": "en"}).content.decode()
