"""The same form sent twice, by a double click or a reload: done once, and the second page says what the first said.
And a form that is older than what it changes: it changes what was typed, and nothing else."""

import re
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from fumibako.chapters.contract.plans.models import Contract
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.mail.accounts import views
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import set_password
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.tenancy.models import Customer
from fumibako.machine.formats.passwords import is_right
from tests.contracts.people import MADE, TYPED, Office, browser, member, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B1", "E1")]
PASSWORD = re.compile(r"[A-Za-z0-9]{4}(?:-[A-Za-z0-9]{4}){3}")


def once_of(client: Client, page: str) -> str:
    return hidden(client, page)["once"]


def hidden(client: Client, page: str) -> dict[str, str]:
    """What the page's form carries and nobody types."""
    found = dict(re.findall(r'name="(once|before|initial-\w+)" value="([^"]*)"', client.get(page).content.decode()))
    assert found, "the form carries nothing of its own"
    return found


def shown(text: str) -> set[str]:
    return set(PASSWORD.findall(text))


def test_an_account_added_twice_is_one_and_its_password_is_shown_again(ours: Office) -> None:
    client = member(ours.made.administrator)
    typed = {**MADE, "local_part": "Tanaka", "display_name": "田中", "once": once_of(client, "/admin/accounts/add/")}
    first, second = (client.post("/admin/accounts/add/", typed) for _ in range(2))
    assert first.status_code == second.status_code == 200
    (password,) = shown(first.content.decode())
    assert shown(second.content.decode()) == {password}
    made = Mailbox.objects.get(address="tanaka@ours.example")
    assert is_right(password, made.password_hash)


def test_another_form_for_the_same_name_is_refused_and_shows_no_password(ours: Office) -> None:
    client = member(ours.made.administrator)
    for number, status in ((1, 200), (2, 422)):
        typed = {**MADE, "local_part": "tanaka", "once": f"form-{number}"}
        answer = client.post("/admin/accounts/add/", typed)
        assert answer.status_code == status
    assert not shown(answer.content.decode())


def test_a_form_without_its_mark_gets_a_password_of_chance(ours: Office) -> None:
    client = member(ours.made.administrator)
    passwords = {
        frozenset(shown(client.post("/admin/accounts/add/", {**MADE, "local_part": f"u{n}"}).content.decode()))
        for n in range(3)
    }
    assert len(passwords) == 3


def test_a_password_made_twice_is_the_one_that_is_shown(ours: Office) -> None:
    client, address = member(ours.made.administrator), ours.user.mailbox.address
    where = f"/admin/accounts/{address}/password/"
    typed = {**MADE, "once": once_of(client, where)}
    first, second = (shown(client.post(where, typed).content.decode()) for _ in range(2))
    assert first == second
    (password,) = second
    assert browser().post("/login/", {"address": address, "password": password}).status_code == 302


def test_a_customer_added_twice_is_one_and_the_password_is_shown_again(ours: Office) -> None:
    desk = operator()
    typed = {
        "name": "株式会社新",
        "domain": "New.Example",
        "plan_code": "standard",
        "once": once_of(desk, "/console/customers/add/"),
    }
    first, second = (desk.post("/console/customers/add/", typed) for _ in range(2))
    assert first.status_code == second.status_code == 200
    passwords = shown(first.content.decode())
    assert shown(second.content.decode()) == passwords and len(passwords) == 2
    assert Customer.objects.filter(domains__name="new.example").count() == 1
    number = Customer.objects.get(domains__name="new.example").number
    for where, login in (("/login/", {"address": "administrator@new.example"}), ("/mypage/login/", {"login": number})):
        answers = [browser().post(where, {**login, "password": password}).status_code for password in passwords]
        assert sorted(answers) == [302, 422]
    again = desk.post("/console/customers/add/", {**typed, "once": "another"})
    assert again.status_code == 422


def test_a_reissued_password_is_the_one_that_is_shown(ours: Office) -> None:
    desk = operator()
    where = f"/console/customers/{ours.made.customer.number}/reissue/"
    typed = {"once": once_of(desk, where)}
    first, second = (shown(desk.post(where, typed).content.decode()) for _ in range(2))
    assert first == second and len(second) == 1


def reload_later(client: Client, where: str, mailbox: Mailbox, **typed: str) -> HttpResponse:
    """Set a password on a page, have its owner choose another one, and send the page once more."""
    sent = {**hidden(client, where), **typed}
    first, again = (client.post(where, sent) for _ in range(2))
    assert first.status_code == again.status_code == 200
    assert shown(first.content.decode()) == shown(again.content.decode())
    assert Entry.objects.filter(action="account.set_password", subject=mailbox.address).count() == 1
    set_password(actor=SYSTEM, mailbox=mailbox, password="Jibun-no-aikotoba-5")
    reloaded = client.post(where, sent, follow=True)
    mailbox.refresh_from_db()
    assert is_right("Jibun-no-aikotoba-5", mailbox.password_hash)
    assert "今回は何も変更していません" in reloaded.content.decode()
    assert not shown(reloaded.content.decode())
    return reloaded


@pytest.mark.parametrize("typed", [MADE, TYPED], ids=["made", "typed"])
def test_a_page_reloaded_later_takes_away_no_password_that_its_owner_has_chosen(
    ours: Office, typed: dict[str, str]
) -> None:
    mailbox = ours.user.mailbox
    page = f"/admin/accounts/{mailbox.address}/"
    reloaded = reload_later(member(ours.made.administrator), f"{page}password/", mailbox, **typed)
    assert reloaded.redirect_chain == [(page, 302)]


def test_a_reissue_reloaded_later_takes_away_no_password_that_its_owner_has_chosen(ours: Office) -> None:
    page = f"/console/customers/{ours.made.customer.number}/"
    reloaded = reload_later(operator(), f"{page}reissue/", ours.made.administrator.mailbox)
    assert reloaded.redirect_chain == [(page, 302)]


def test_an_account_deleted_twice_is_gone_and_said_to_be(ours: Office) -> None:
    client, address = member(ours.made.administrator), ours.user.mailbox.address
    where = f"/admin/accounts/{address}/delete/"
    for _ in range(2):
        answer = client.post(where, {"address": address}, follow=True)
        assert answer.redirect_chain == [("/admin/accounts/", 302)]
        assert "削除しました" in answer.content.decode()
    assert Entry.objects.filter(action="account.delete").count() == 1
    assert client.get(where).status_code == 404


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("", {"display_name": "新", "quota_bytes": "10"}),
        ("password/", TYPED),
        ("suspend/", {}),
        ("resume/", {}),
    ],
)
def test_an_account_deleted_while_its_form_is_saved_is_missed_in_words(
    ours: Office, monkeypatch: pytest.MonkeyPatch, page: str, typed: dict[str, str]
) -> None:
    client, address = member(ours.made.administrator), ours.user.mailbox.address
    own = views.own_account

    def slowly(*given: Any) -> Mailbox:
        """Whoever asked first has it; then it is gone."""
        mailbox = own(*given)
        Login.objects.filter(pk=mailbox.login_id).delete()
        return mailbox

    monkeypatch.setattr(views, "own_account", slowly)
    answer = client.post(f"/admin/accounts/{address}/{page}", typed, follow=True)
    assert answer.status_code in (404, 422)
    assert "アカウント" in answer.content.decode()
    assert not Entry.objects.filter(subject=address).exclude(action__in=("account.add", "login")).exists()


def test_a_size_that_nobody_touched_stays_to_the_byte(ours: Office) -> None:
    """One that came by the API is no whole number of gigabytes."""
    mailbox, contract = ours.user.mailbox, Contract.objects.filter(customer=ours.made.customer)
    Mailbox.objects.filter(pk=mailbox.pk).update(quota_bytes=1_611_312_736)
    contract.update(mail_disk_bytes=1_500_000_000)
    client, where = member(ours.made.administrator), f"/admin/accounts/{mailbox.address}/"
    desk, page = operator(), f"/console/customers/{ours.made.customer.number}/contract/"
    for mailbox_size, disk, left in (("１．５０１", "１.397", True), ("0.5", "1.5", False)):
        account = {**hidden(client, where), "display_name": "新", "quota_bytes": mailbox_size}
        assert client.post(where, account).status_code == 302
        limits = {**hidden(desk, page), "accounts_max": "77", "mail_disk_bytes": disk}
        assert desk.post(page, limits).status_code == 302
        mailbox.refresh_from_db()
        changed = contract.get()
        assert (mailbox.display_name, changed.accounts_max) == ("新", 77)
        assert mailbox.quota_bytes == (1_611_312_736 if left else 1 << 29)
        assert changed.mail_disk_bytes == (1_500_000_000 if left else 3 << 29)


def test_a_form_opened_before_anothers_change_does_not_undo_it(ours: Office) -> None:
    mailbox, contract = ours.user.mailbox, Contract.objects.filter(customer=ours.made.customer)
    client, where = member(ours.made.administrator), f"/admin/accounts/{mailbox.address}/"
    desk, page = operator(), f"/console/customers/{ours.made.customer.number}/contract/"
    account, limits = hidden(client, where), hidden(desk, page)
    Mailbox.objects.filter(pk=mailbox.pk).update(display_name="別の人", quota_bytes=3 << 30)
    contract.update(accounts_max=77, mail_disk_bytes=3 << 30)
    size, disk = account["initial-quota_bytes"], limits["initial-mail_disk_bytes"]
    assert client.post(where, {**account, "display_name": "新", "quota_bytes": size}).status_code == 302
    assert desk.post(page, {**limits, "accounts_max": "78", "mail_disk_bytes": disk}).status_code == 302
    mailbox.refresh_from_db()
    changed = contract.get()
    assert (mailbox.display_name, mailbox.quota_bytes) == ("新", 3 << 30)
    assert (changed.accounts_max, changed.mail_disk_bytes) == (78, 3 << 30)


def test_a_limit_that_nobody_touched_is_not_refused(ours: Office) -> None:
    """It was below what is in use by now, and somebody else has raised it."""
    contract = Contract.objects.filter(customer=ours.made.customer)
    contract.update(accounts_max=1)
    desk, page = operator(), f"/console/customers/{ours.made.customer.number}/contract/"
    limits = hidden(desk, page)
    contract.update(accounts_max=77)
    typed = {**limits, "accounts_max": limits["initial-accounts_max"], "mail_disk_bytes": "9"}
    assert desk.post(page, typed).status_code == 302
    changed = contract.get()
    assert (changed.accounts_max, changed.mail_disk_bytes) == (77, 9 << 30)


def test_nobody_is_asked_about_what_cannot_be_or_is_done_already(ours: Office) -> None:
    administrator, user = ours.made.administrator.mailbox, ours.user.mailbox
    client, number = member(ours.made.administrator), ours.made.customer.number
    for page in ("suspend", "delete"):
        shown = client.get(f"/admin/accounts/{administrator.address}/{page}/", follow=True)
        assert shown.redirect_chain == [(f"/admin/accounts/{administrator.address}/", 302)]
        assert "管理者のアカウントは停止も削除もできません" in shown.content.decode()
    client.post(f"/admin/accounts/{user.address}/suspend/")
    shown = client.get(f"/admin/accounts/{user.address}/suspend/")
    assert (shown.status_code, shown.headers["Location"]) == (302, f"/admin/accounts/{user.address}/")
    desk, page = operator(), f"/console/customers/{number}/"
    desk.post(f"{page}suspend/")
    assert desk.get(f"{page}suspend/").headers["Location"] == page
