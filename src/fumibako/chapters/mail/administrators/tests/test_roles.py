"""What each role opens (B1)."""

import pytest
from django.test import Client

from fumibako.chapters.features import pages
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import add_account
from fumibako.chapters.mail.administrators.errors import FixedRole, OwnRole
from fumibako.chapters.mail.administrators.services import set_role
from fumibako.groundwork.audit.actor import SYSTEM, Actor, Kind
from fumibako.groundwork.features import Face
from fumibako.machine.formats.passwords import is_right
from tests.contracts.people import TYPED, Office, facts, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B1")]


@pytest.fixture
def office() -> Office:
    return make("株式会社わたし", "ours.example")


def as_role(office: Office, role: str) -> Client:
    set_role(actor=SYSTEM, mailbox=office.user.mailbox, role=role)
    return member(office.user)


def add(client: Client) -> int:
    return client.post("/admin/accounts/add/", {"local_part": "new", "password_by": "made"}).status_code


def test_who_keeps_accounts_sees_them_and_no_other_administrators(office: Office) -> None:
    client = as_role(office, "accounts")
    assert client.get("/admin/accounts/").status_code == 200
    assert client.get("/admin/administrators/").status_code == 404
    assert add(client) == 200
    assert Mailbox.objects.filter(local_part="new").exists()


def test_who_keeps_the_web_site_sees_no_accounts(office: Office) -> None:
    client = as_role(office, "web")
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/accounts/").status_code == 404
    assert add(client) == 404


def test_who_only_looks_sees_everything_and_changes_nothing(office: Office) -> None:
    client = as_role(office, "look")
    for page in ("/admin/", "/admin/accounts/", "/admin/administrators/"):
        assert client.get(page).status_code == 200
    assert add(client) == 403
    assert not Mailbox.objects.filter(local_part="new").exists()


def test_a_role_that_was_taken_away_closes_the_menu_at_once(office: Office) -> None:
    client = as_role(office, "everything")
    set_role(actor=SYSTEM, mailbox=office.user.mailbox, role="")
    assert client.get("/admin/").status_code == 404
    assert client.get("/user/").status_code == 200


def test_nobody_changes_the_own_role_nor_that_of_the_domains_administrator(office: Office) -> None:
    me = office.user.mailbox
    with pytest.raises(OwnRole):
        set_role(actor=Actor(Kind.ADMINISTRATOR, me.address), mailbox=me, role="everything")
    with pytest.raises(FixedRole):
        set_role(actor=SYSTEM, mailbox=office.made.administrator.mailbox, role="look")


OF_ACCOUNTS = sorted(page.path for _, page in pages(Face.ADMIN) if "<str:address>" in page.path)


@pytest.mark.parametrize("route", OF_ACCOUNTS)
def test_who_keeps_accounts_changes_nothing_of_another_administrators(office: Office, route: str) -> None:
    """With the password, or with the mail that brings a new one, would come all that the other may do."""
    client = as_role(office, "accounts")
    above = office.made.administrator.mailbox.address
    before = facts()
    answer = client.post(f"/admin/{route.replace('<str:address>', above)}", TYPED | {"confirm": above})
    assert answer.status_code in (403, 404, 405)
    assert facts() == before


def test_who_keeps_accounts_is_told_who_can_change_an_administrators(office: Office) -> None:
    client = as_role(office, "accounts")
    above = office.made.administrator.mailbox
    page = f"/admin/accounts/{above.address}/password/"
    answer = client.post(page, TYPED)
    assert answer.status_code == 403 and f"{above.address} は別の管理者のアカウントです" in answer.content.decode()
    set_role(actor=SYSTEM, mailbox=office.user.mailbox, role="everything")
    assert client.post(page, TYPED).status_code == 200
    assert not is_right(office.made.administrator.password, Login.objects.get(name=above.address).password_hash)


def test_everybodys_own_account_and_a_users_are_within_the_role(office: Office) -> None:
    client = as_role(office, "accounts")
    user = add_account(actor=SYSTEM, domain=office.made.domain, local_part="sato").mailbox
    for mailbox in (office.user.mailbox, user):
        given = {"display_name": "営業", "quota_bytes": "1"}
        assert client.post(f"/admin/accounts/{mailbox.address}/", given).status_code == 302
        mailbox.refresh_from_db()
        assert mailbox.display_name == "営業"
