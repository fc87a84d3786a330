"""The login of My Page: made with the contract, set up once, apart from mail (E2)."""

import pytest
from django.test import Client

from fumibako.chapters.console.customers.services import NewCustomer, add_customer
from fumibako.chapters.contract.owners import errors, services
from fumibako.chapters.identity.logins.errors import BadPassword
from fumibako.chapters.identity.logins.initial_passwords import initial_password_of
from fumibako.chapters.identity.logins.models import InitialPassword
from fumibako.chapters.mail.accounts.services import set_password
from fumibako.groundwork.audit.actor import SYSTEM
from tests.contracts.people import browser

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E2")]
OWN = "Keiyaku-no-kagi-55"
CONTACT = "somu@elsewhere.example"


@pytest.fixture
def made() -> NewCustomer:
    return add_customer(actor=SYSTEM, name="わたし", domain="ours.example")


def log_in(number: str, password: str) -> int:
    return browser_with(number, password)[1]


def browser_with(number: str, password: str) -> tuple[Client, int]:
    client = browser()
    return client, client.post("/mypage/login/", {"login": number, "password": password}).status_code


def set_up(made: NewCustomer) -> None:
    services.set_up(actor=SYSTEM, owner=made.owner.owner, password=OWN, contact=CONTACT)


def test_the_first_login_leads_to_the_set_up_and_nowhere_else(made: NewCustomer) -> None:
    client, status = browser_with(made.customer.number, made.owner.password)
    assert status == 302
    for page in ("", "contracts/", f"contracts/{made.customer.number}/", "password/"):
        assert client.get(f"/mypage/{page}").headers["Location"] == "/mypage/first/"
    typed = {"password": OWN, "again": OWN, "contact": "ｓｏｍｕ＠elsewhere.example"}
    assert client.post("/mypage/first/", typed).headers["Location"] == "/mypage/"
    assert client.get("/mypage/").status_code == 200
    made.owner.owner.refresh_from_db()
    assert made.owner.owner.contact == CONTACT
    assert log_in(made.customer.number, made.owner.password) == 422
    assert log_in(f" {made.customer.number.lower()} ", OWN) == 302


def test_a_password_that_was_given_is_not_ones_own(made: NewCustomer) -> None:
    with pytest.raises(BadPassword) as refused:
        services.set_up(actor=SYSTEM, owner=made.owner.owner, password=made.owner.password, contact=CONTACT)
    assert refused.value.code == "password_same"


def test_it_is_set_up_once(made: NewCustomer) -> None:
    set_up(made)
    with pytest.raises(errors.AlreadySetUp):
        services.set_up(actor=SYSTEM, owner=made.owner.owner, password="Betsu-no-kagi-66", contact=CONTACT)


def test_the_contact_address_is_changed_with_the_password_alone_as_it_resets_that(made: NewCustomer) -> None:
    set_up(made)
    client, _ = browser_with(made.customer.number, OWN)
    typed = {"contact": "stranger@elsewhere.example", "old": "Betsu-no-kagi-66"}
    answer = client.post("/mypage/contact/", typed)
    assert answer.status_code == 422 and "stranger@elsewhere.example" in answer.content.decode()
    made.owner.owner.refresh_from_db()
    assert made.owner.owner.contact == CONTACT
    assert client.post("/mypage/contact/", {"contact": "new@elsewhere.example", "old": OWN}).status_code == 302
    made.owner.owner.refresh_from_db()
    assert made.owner.owner.contact == "new@elsewhere.example"


def test_neither_login_opens_the_other_door(made: NewCustomer) -> None:
    address = made.administrator.mailbox.address
    assert log_in(address, made.administrator.password) == 422
    assert log_in(made.customer.number, made.administrator.password) == 422
    answer = browser().post("/login/", {"address": made.customer.number, "password": made.owner.password})
    assert answer.status_code == 422


def test_a_password_from_the_provider_ends_sessions_and_asks_for_another_set_up(made: NewCustomer) -> None:
    set_up(made)
    client, _ = browser_with(made.customer.number, OWN)
    new = services.issue_password(actor=SYSTEM, customer=made.customer)
    assert "login/" in client.get("/mypage/").headers["Location"]
    again, status = browser_with(made.customer.number, new.password)
    assert status == 302 and again.get("/mypage/").headers["Location"] == "/mypage/first/"


def test_initial_passwords_can_be_read_until_they_are_changed_and_not_in_the_database(made: NewCustomer) -> None:
    owner, administrator = made.owner.owner.login, made.administrator.mailbox.login
    assert initial_password_of(owner) == made.owner.password
    assert initial_password_of(administrator) == made.administrator.password
    kept = "".join(InitialPassword.objects.values_list("sealed", flat=True))
    assert made.owner.password not in kept and made.administrator.password not in kept
    set_up(made)
    set_password(actor=SYSTEM, mailbox=made.administrator.mailbox, password="Jibun-no-aikotoba-5")
    owner.refresh_from_db()
    administrator.refresh_from_db()
    assert initial_password_of(owner) == initial_password_of(administrator) == ""
    assert not InitialPassword.objects.exists()


def test_a_hash_that_came_another_way_hides_the_initial_password_too(made: NewCustomer) -> None:
    login = made.owner.owner.login
    login.password_hash = "{ARGON2ID}another"
    login.save()
    assert initial_password_of(login) == ""


def test_a_suspended_customer_has_no_my_page(made: NewCustomer) -> None:
    made.customer.is_suspended = True
    made.customer.save()
    assert log_in(made.customer.number, made.owner.password) == 422
