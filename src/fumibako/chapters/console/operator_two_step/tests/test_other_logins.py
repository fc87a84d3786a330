"""Two-step verification of My Page and the console (A3): the same mechanism, each behind its own door."""

import html
import re
from dataclasses import dataclass

import pytest
from django.test import Client

from fumibako.chapters.console.operators.services import add_operator
from fumibako.chapters.identity.two_step.models import Passkey, TwoStep
from fumibako.chapters.mail.tests.links import mails, path_in, text_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.tenancy.staff import StaffRole
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.passkeys import Device
from tests.contracts.people import OWNED, Office, browser, operator, owner

__all__ = ["empty_cache", "ours"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A3")]
HOME = "codes@home.example"


@dataclass
class Person:
    """face: "/console" or "/mypage"."""

    face: str
    name: str
    password: str
    client: Client

    def turn_on(self) -> None:
        typed = {"address": HOME, "again": HOME, "old": self.password}
        assert self.client.post(f"{self.face}/two-step/", typed).status_code == 302
        way = path_in(mails("two_step_confirmation")[-1])
        assert way.startswith(f"{self.face}/two-step/confirm/")
        assert browser().post(way).headers["Location"] == f"{self.face}/two-step/on/"

    def log_in(self) -> tuple[Client, str]:
        client = browser()
        answer = client.post(f"{self.face}/login/", {"login": self.name, "password": self.password})
        return client, answer.headers["Location"]


@pytest.fixture(params=["/console", "/mypage"])
def person(request: pytest.FixtureRequest, ours: Office) -> Person:
    if request.param == "/mypage":
        return Person("/mypage", ours.made.customer.number, OWNED, owner(ours))
    password = add_operator(actor=SYSTEM, login="sato", role=StaffRole.LOOK)
    client = browser()
    client.post("/console/login/", {"login": "sato", "password": password})
    return Person("/console", "sato", password, client)


def mailed_code() -> str:
    (code,) = set(re.findall(r"^  ([0-9]{6})\s*$", text_of(mails("two_step_code")[-1]), re.MULTILINE))
    return str(code)


def test_after_the_password_a_mailed_code_is_asked_whatever_the_role(person: Person) -> None:
    person.turn_on()
    client, way = person.log_in()
    assert way == f"{person.face}/login/code/"
    assert client.get(f"{person.face}/").status_code == 302
    assert client.post("/login/code/", {"code": mailed_code()}).headers["Location"] == "/login/"
    assert client.post(way, {"code": mailed_code(), "trust": "on"}).headers["Location"] == f"{person.face}/login/"
    assert client.get(f"{person.face}/").status_code == 200
    client.post(f"{person.face}/logout/")
    typed = {"login": person.name, "password": person.password}
    assert client.post(f"{person.face}/login/", typed).headers["Location"] == f"{person.face}/"


def test_a_passkey_logs_in(person: Person) -> None:
    person.turn_on()
    device, add = Device(), f"{person.face}/two-step/passkeys/register/"
    page = person.client.get(add).content.decode()
    asked, signed = re.search('data-passkey-create="([^"]+)"', page), re.search('name="signed" value="([^"]+)"', page)
    assert asked and signed
    answer = device.create(html.unescape(asked[1]))
    typed = {"name": "鍵", "old": person.password, "signed": signed[1], "answer": answer}
    assert person.client.post(add, typed).status_code == 302
    client, way = person.log_in()
    wanted = re.search('data-passkey-get="([^"]+)"', client.get(way).content.decode())
    assert wanted and client.post(way, {"passkey": device.get(html.unescape(wanted[1]))}).status_code == 302
    assert client.get(f"{person.face}/").status_code == 200 and Passkey.objects.get().used_at


def test_an_operator_switches_it_off_for_whoever_cannot_get_a_code(person: Person, ours: Office) -> None:
    person.turn_on()
    number = ours.made.customer.number
    page = "operators/sato" if person.face == "/console" else f"customers/{number}/mypage"
    assert operator().post(f"/console/{page}/two-step/").status_code == 302
    assert not TwoStep.objects.exists()
    assert HOME in {mail.recipient for mail in mails("two_step_off")}
    assert person.log_in()[1] == f"{person.face}/"
    assert Entry.objects.get(action="two_step.off").actor == "desk"


def test_the_link_of_one_kind_of_login_opens_no_others(person: Person) -> None:
    typed = {"address": HOME, "again": HOME, "old": person.password}
    person.client.post(f"{person.face}/two-step/", typed)
    token = path_in(mails("two_step_confirmation")[-1]).rstrip("/").rpartition("/")[2]
    assert browser().post(f"/two-step/confirm/{token}/").status_code == 410
    assert not TwoStep.objects.exists()


def test_an_operator_of_a_lesser_role_does_not_switch_it_off_for_another() -> None:
    add_operator(actor=SYSTEM, login="sato")
    client = browser()
    password = add_operator(actor=SYSTEM, login="kato", role=StaffRole.SUPPORT)
    client.post("/console/login/", {"login": "kato", "password": password})
    assert client.post("/console/operators/sato/two-step/").status_code in (403, 404)
