"""A form that is older than what it changes: it changes what was typed, and nothing else."""

from typing import Any

import pytest

from fumibako.chapters.contract.plans.models import Contract
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.mail.accounts import views
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.groundwork.audit.models import Entry
from tests.contracts.people import TYPED, Office, member, operator
from tests.contracts.test_twice import hidden

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B1", "E1")]


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
