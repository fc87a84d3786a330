"""Operators and their roles: what each may see and do, and that one who may do everything is always left."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from fumibako.chapters.console.domains.services import add_domain
from fumibako.chapters.console.operators import errors, services
from fumibako.chapters.console.operators.models import Operator
from fumibako.chapters.console.operators.queries import operator as operator_named
from fumibako.chapters.features import features, pages
from fumibako.chapters.identity.keys.services import add_key
from fumibako.groundwork.audit.actor import SYSTEM, Actor, Kind
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.features import Face
from tests.contracts.declared import values
from tests.contracts.people import Office, browser, facts, make, operator

pytestmark = [pytest.mark.django_db, pytest.mark.feature("E6")]
FULL = Actor(Kind.OPERATOR, "desk")


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


def added(login: str, role: str) -> Operator:
    services.add_operator(actor=SYSTEM, login=login, role=role)
    found = operator_named(login)
    assert found is not None
    return found


def of_role(role: str) -> Client:
    """The browser of an operator of that role, beside one who may do everything."""
    added("chief", "everything")
    password = services.add_operator(actor=SYSTEM, login="desk", role=role)
    client = browser()
    assert client.post("/console/login/", {"login": "desk", "password": password}).status_code == 302
    return client


def test_one_who_looks_sees_every_page_but_passwords_and_changes_nothing(ours: Office) -> None:
    client, known = of_role("look"), values(ours)
    before = facts()
    for feature, page in pages(Face.CONSOLE):
        path = "/console/" + page.path
        for name, value in known.items():
            path = path.replace(f"<str:{name}>", value)
        looked, sent = client.get(path), client.post(path, {"name": "x", "once": "x"})
        if page.is_reserved:
            assert (looked.status_code, sent.status_code) == (404, 404), path
        else:
            assert looked.status_code in (200, 302, 404, 405), (path, looked.status_code)
            assert feature.is_own or sent.status_code in (403, 404), (path, sent.status_code)
    assert facts() == before


def test_support_has_customers_and_inquiries_and_nothing_of_the_rest(ours: Office) -> None:
    client, known = of_role("support"), values(ours)
    before = facts()
    for feature, page in pages(Face.CONSOLE):
        if (feature.is_for_support and not page.is_reserved) or page.name == "desk" or feature.is_own:
            continue
        path = "/console/" + page.path
        for name, value in known.items():
            path = path.replace(f"<str:{name}>", value)
        assert (client.get(path).status_code, client.post(path, {"once": "x"}).status_code) == (404, 404), path
    assert facts() == before
    for name in ("desk", "customers", "inquiries", "audit_log", "delivery_log"):
        assert client.get(reverse(f"console:{name}")).status_code == 200
    where = f"/console/customers/{ours.made.customer.number}/"
    assert client.post(f"{where}rename/", {"name": "新社名"}).status_code == 302
    asked = {"address": ours.user.mailbox.address, "reason": "転送の調査"}
    assert client.post(f"{where}support/", asked).headers["Location"] == "/user/"


def test_passwords_and_contracts_are_reserved_for_those_who_may_do_everything() -> None:
    reserved = {page.name for _, page in pages(Face.CONSOLE) if page.is_reserved}
    assert {"notice", "reissue", "issue_mypage", "add_customer"} <= reserved
    assert {"contract", "contract_terms", "delete_customer", "remove_domain"} <= reserved


@pytest.mark.parametrize("role", ["support", "look"])
def test_a_customers_page_leads_nowhere_that_the_role_has_not(ours: Office, role: str) -> None:
    client, where = of_role(role), f"/console/customers/{ours.made.customer.number}/"
    add_domain(actor=SYSTEM, customer=ours.made.customer, domain="second.example")
    ways = set(re.findall(r'href="(/console/[^"]*)"', client.get(where).content.decode()))
    assert f"{where}logins/" in ways
    for way in (*ways, *re.findall(r'href="(/console/[^"]*)"', client.get("/console/").content.decode())):
        assert client.get(way).status_code == 200, way


@pytest.mark.parametrize("role", ["support", "look"])
def test_menus_lead_nowhere_that_the_role_has_not(role: str) -> None:
    client = of_role(role)
    shell = client.get("/console/").context["shell"]
    for section in shell.sections:
        for link in section.links:
            assert client.get(link.url).status_code == 200, link.url
    urls = [link.url for section in shell.sections for link in section.links]
    assert ("/console/plans/" in urls) == (role == "look")


@pytest.mark.parametrize("role", ["support", "look"])
def test_a_key_does_no_more_than_the_role_of_its_operator(ours: Office, role: str) -> None:
    """The key was made while they could do everything."""
    added("chief", "everything")
    mine = added("desk", "everything")
    token = add_key(actor=SYSTEM, login=mine.login, name="x", role="everything").token
    services.change_operator(actor=SYSTEM, operator=mine, display_name="", role=role)
    client = browser()
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    before = facts()
    account = f"/api/v1/accounts/{ours.user.mailbox.address}"
    assert client.get(account).status_code == 200
    for path in ("suspend", "password"):
        assert client.post(f"{account}/{path}", "{}", content_type="application/json").status_code == 403
    customer = f"/api/v1/customers/{ours.made.customer.number}"
    assert client.get(customer).status_code == 200
    for ask, path in ((client.patch, customer), (client.delete, customer), (client.post, f"{customer}/suspend")):
        assert ask(path, '{"accounts_max": 1}', content_type="application/json").status_code == 403, path
    assert client.delete("/api/v1/domains/ours.example").status_code == 403
    assert client.get("/api/v1/plans").status_code == (403 if role == "support" else 200)
    del before["Key"]
    after = facts()
    del after["Key"]  # when it was used
    assert after == before


def test_every_role_of_the_provider_is_asked_by_the_services_too() -> None:
    added("desk", "support")
    new = added("new", "look")
    for service in (services.suspend_operator, services.resume_operator, services.remove_operator):
        with pytest.raises(errors.FullOperatorOnly):
            service(actor=FULL, operator=new)
    with pytest.raises(errors.FullOperatorOnly):
        services.change_operator(actor=FULL, operator=new, display_name="", role="everything")
    with pytest.raises(errors.FullOperatorOnly):
        services.add_operator(actor=FULL, login="another")
    with pytest.raises(errors.FullOperatorOnly):
        services.set_operator_password(actor=FULL, operator=new)


@pytest.mark.parametrize("way", ["remove", "suspend", "support", "look"])
def test_the_last_one_who_may_do_everything_stays(way: str) -> None:
    last = added("desk", "everything")
    added("helper", "support")
    suspended = added("away", "everything")
    services.suspend_operator(actor=SYSTEM, operator=suspended)
    with pytest.raises(errors.LastFullOperator):
        if way == "remove":
            services.remove_operator(actor=SYSTEM, operator=last)
        elif way == "suspend":
            services.suspend_operator(actor=SYSTEM, operator=last)
        else:
            services.change_operator(actor=SYSTEM, operator=last, display_name="", role=way)
    last.refresh_from_db()
    assert last.role == "everything" and not last.login.is_suspended
    services.remove_operator(actor=SYSTEM, operator=suspended)


def test_somebody_removed_is_out_at_once_and_stays_in_the_log() -> None:
    client = of_role("support")
    found = operator_named("desk")
    assert found is not None
    services.remove_operator(actor=SYSTEM, operator=found)
    assert client.get("/console/").status_code == 302
    assert operator_named("desk") is None
    assert [entry.action for entry in Entry.objects.filter(subject="desk")] == [
        "operator.remove",
        "login",
        "operator.add",
    ]


def test_on_the_page_one_is_added_changed_and_given_another_password() -> None:
    client = operator()
    text = client.post("/console/operators/add/", {"login": "yamada", "role": "look", "once": "1"}).content.decode()
    assert "operators/yamada" in client.get("/console/operators/").content.decode()
    assert ">yamada<" in text
    client.post("/console/operators/yamada/", {"display_name": "山田", "role": "support"})
    found = operator_named("yamada")
    assert found is not None and (found.display_name, found.role) == ("山田", "support")
    before = found.login.password_hash
    assert client.post("/console/operators/yamada/password/", {"once": "2", "before": ""}).status_code == 200
    found.login.refresh_from_db()
    assert found.login.password_hash != before
    assert client.post("/console/operators/desk/remove/", {"once": "3"}).status_code == 422


def test_who_changes_a_name_does_not_give_back_a_role_that_was_taken_away_meanwhile() -> None:
    client, found = operator(), added("yamada", "everything")
    page = client.get("/console/operators/yamada/").content.decode()
    shown = dict(re.findall(r'name="(initial-[a-z_]+)" value="([^"]*)"', page))
    assert shown["initial-role"] == "everything"
    services.change_operator(actor=SYSTEM, operator=found, role="look")
    typed = {"display_name": "山田", "role": "everything", "initial-display_name": "", **shown}
    assert client.post("/console/operators/yamada/", typed).status_code == 302
    found.refresh_from_db()
    assert (found.display_name, found.role) == ("山田", "look")


def test_root_is_no_operators_name() -> None:
    with pytest.raises(errors.ReservedLogin):
        services.add_operator(actor=SYSTEM, login="root")


def test_what_support_uses_is_named() -> None:
    """A feature that nobody thought of is not for support."""
    found = {
        page.name
        for feature in features()
        if feature.is_for_support
        for page in feature.pages
        if page.face is Face.CONSOLE
    }
    assert {"customers", "inquiries", "start_support", "audit_log", "delivery_log"} <= found
    assert not found & {"plans", "catalogue", "metrics", "keys", "operators", "branding"}
