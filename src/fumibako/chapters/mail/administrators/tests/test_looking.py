"""Who may only look gets pages without a way to send anything, and is told why (B1)."""

import re

import pytest
from django.test import Client

from fumibako.chapters.mail.accounts.services import NewAccount, add_account
from fumibako.chapters.mail.administrators.services import set_role
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.roles import Role
from tests.contracts.people import Office, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("B1")]
OPEN = re.compile(r'<form\b[^>]*method="post"[^>]*>(?!<fieldset class="closed" disabled>)')


@pytest.fixture
def office() -> Office:
    return make("株式会社閲覧", "look.example")


def of_role(office: Office, name: str, role: Role) -> NewAccount:
    made = add_account(actor=SYSTEM, domain=office.made.domain, local_part=name)
    set_role(actor=SYSTEM, mailbox=made.mailbox, role=role)
    return made


def main(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode()).partition("<main")[2].partition("</main>")[0]


def test_look_only_is_given_values_and_no_way_to_send_them(office: Office) -> None:
    client, address = member(of_role(office, "look", Role.LOOK)), office.user.mailbox.address
    for path in ("", "forwarding/", "delete/"):
        text = main(client, f"/admin/accounts/{address}/{path}")
        assert "closed" in text and not OPEN.search(text), path
        assert "閲覧のみ" in text
    assert 'value="5"' in main(client, f"/admin/accounts/{address}/")  # its size in GB
    assert 'id="closed"' not in main(client, "/admin/accounts/?search=suzuki")


def test_a_lower_role_may_only_look_at_the_account_of_a_higher_one(office: Office) -> None:
    client, higher = member(of_role(office, "lower", Role.ACCOUNTS)), office.made.administrator.mailbox.address
    text = main(client, f"/admin/accounts/{higher}/")
    assert not OPEN.search(text) and higher in text.partition('id="closed"')[2].partition("</p>")[0]
    assert OPEN.search(main(client, f"/admin/accounts/{office.user.mailbox.address}/"))
    assert OPEN.search(main(client, "/admin/accounts/add/"))


def test_the_menu_around_the_page_still_works(office: Office) -> None:
    client = member(of_role(office, "look", Role.LOOK))
    text = client.get(f"/admin/accounts/{office.user.mailbox.address}/").content.decode()
    assert OPEN.search(text.partition("<main")[0])  # logging out
