"""Where logins may come from: rules, what a change leaves behind, and that nobody locks themselves out (A7)."""

import pytest

from fumibako.chapters.mail.login_places import errors, services
from fumibako.chapters.mail.login_places.snapshot import account_places, domain_places
from fumibako.groundwork.audit.actor import SYSTEM, Actor, Kind
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.networks import BadNetwork
from fumibako.groundwork.publish.models import Publication
from fumibako.machine.daemons.guardd.control import Guard, GuardDown, Verdict
from fumibako.machine.provision.client import AgentDown
from fumibako.machine.state.mail.login_places import LoginPlaces, Places
from tests.contracts.people import Office, browser, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("A7")]
JAPANESE, FOREIGN, OFFICE = "133.5.1.1", "8.8.8.8", "203.0.113.5"


@pytest.fixture
def office() -> Office:
    return make("株式会社場所", "places.example")


def administrator(office: Office, remote: str) -> Actor:
    return Actor(Kind.ADMINISTRATOR, office.made.administrator.mailbox.address, remote)


def test_the_domains_setting_is_wanted_and_noted(office: Office) -> None:
    services.set_domain_places(
        actor=SYSTEM, domain=office.made.domain, web="anywhere", programs="listed", networks=["203.0.113.5/32"]
    )
    wanted = LoginPlaces(key="places.example", programs=Places.LISTED, networks=(OFFICE,))
    assert domain_places("places.example") == wanted
    assert Entry.objects.get(action="login_places.set").details["networks"] == [OFFICE]
    assert Publication.objects.filter(aspect="domain", key="places.example").exists()


def test_an_accounts_own_setting_stands_for_the_domains_until_it_follows_again(office: Office) -> None:
    mailbox = office.user.mailbox
    services.set_account_places(actor=SYSTEM, mailbox=mailbox, web="anywhere", programs="anywhere", networks=[])
    assert account_places(mailbox.address) == LoginPlaces(key=mailbox.address)
    services.follow_domain(actor=SYSTEM, mailbox=mailbox)
    assert account_places(mailbox.address) is None


def test_an_empty_list_alone_and_nonsense_in_it_are_refused(office: Office) -> None:
    with pytest.raises(errors.NothingListed):
        services.set_domain_places(
            actor=SYSTEM, domain=office.made.domain, web="anywhere", programs="listed", networks=[]
        )
    with pytest.raises(BadNetwork):
        services.set_domain_places(
            actor=SYSTEM, domain=office.made.domain, web="anywhere", programs="japan", networks=["tokyo"]
        )


@pytest.mark.parametrize(("web", "remote"), [("japan", FOREIGN), ("listed", JAPANESE), ("listed", FOREIGN)])
def test_administrators_cannot_lock_themselves_out_of_the_web(office: Office, web: str, remote: str) -> None:
    actor = administrator(office, remote)
    with pytest.raises(errors.LocksYouOut):
        services.set_domain_places(
            actor=actor, domain=office.made.domain, web=web, programs="anywhere", networks=[OFFICE]
        )
    assert domain_places("places.example") is None
    services.set_domain_places(
        actor=actor, domain=office.made.domain, web=web, programs="listed", networks=[OFFICE, remote]
    )


def test_administrators_cannot_lock_themselves_out_by_following_the_domain_again(office: Office) -> None:
    mine = office.made.administrator.mailbox
    services.set_account_places(actor=SYSTEM, mailbox=mine, web="anywhere", programs="anywhere", networks=[])
    actor = administrator(office, FOREIGN)
    services.set_domain_places(actor=actor, domain=office.made.domain, web="japan", programs="japan", networks=[])
    with pytest.raises(errors.LocksYouOut):
        services.follow_domain(actor=actor, mailbox=mine)
    assert account_places(mine.address) is not None


@pytest.mark.parametrize(
    ("places", "protocol", "address", "is_allowed"),
    [
        (Places.JAPAN, "imap", JAPANESE, True),
        (Places.JAPAN, "imap", FOREIGN, False),
        (Places.JAPAN, "imap", OFFICE, True),
        (Places.LISTED, "smtp", JAPANESE, False),
        (Places.LISTED, "pop3", f"::ffff:{OFFICE}", True),
        (Places.LISTED, "sieve", "2001:db8::5", True),
        (Places.LISTED, "imap", "", False),
        (Places.JAPAN, "web", FOREIGN, True),
    ],
)
def test_which_addresses_are_let_in(places: Places, protocol: str, address: str, *, is_allowed: bool) -> None:
    rule = LoginPlaces(key="a.example", programs=places, networks=(OFFICE, "2001:db8::/32"))
    assert rule.allow(protocol, address, lambda text: text == JAPANESE) is is_allowed


def test_the_present_address_comes_into_the_list_by_a_button_and_nothing_is_saved_yet(office: Office) -> None:
    client = member(office.made.administrator)
    sent = {"web": "listed", "programs": "japan", "networks": "2001:db8::/32", "add_own": "1"}
    page = client.post("/admin/login-places/", sent, headers={"x-real-ip": OFFICE}).content.decode()
    assert f"2001:db8::/32\n{OFFICE}" in page and domain_places("places.example") is None


def test_the_web_says_why_it_does_not_let_in(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = Verdict(is_allowed=False, wait_seconds=1, is_of_place=True)
    monkeypatch.setattr(Guard, "allow", lambda self, **asked: refused)
    sent = {"address": office.user.mailbox.address, "password": office.user.password}
    page = browser().post("/login/", sent, headers={"x-real-ip": FOREIGN})
    assert page.status_code == 422 and FOREIGN in page.content.decode()


def test_the_refusal_stands_on_the_page_with_what_was_typed(office: Office) -> None:
    client = member(office.made.administrator)
    sent = {"web": "listed", "programs": "anywhere", "networks": "198.51.100.0/24"}
    page = client.post("/admin/login-places/", sent, headers={"x-real-ip": OFFICE})
    assert page.status_code == 422 and OFFICE in page.content.decode() and "198.51.100.0/24" in page.content.decode()


def test_a_stricter_rule_ends_the_sessions_of_browsers_that_could_not_log_in_now(office: Office) -> None:
    domain, login = office.made.domain, office.user.mailbox.login
    here, abroad = member(office.user), member(office.user)
    sessions = login.sign_ins.order_by("pk")
    sessions.filter(pk=sessions[0].pk).update(remote=JAPANESE)
    sessions.filter(pk=sessions[1].pk).update(remote=FOREIGN)
    places = {"web": "japan", "programs": "anywhere", "networks": []}
    services.set_account_places(actor=SYSTEM, mailbox=office.user.mailbox, **{**places, "web": "anywhere"})
    services.set_domain_places(actor=SYSTEM, domain=domain, **places)
    assert login.sign_ins.count() == 2  # the account has a rule of its own
    services.follow_domain(actor=SYSTEM, mailbox=office.user.mailbox)
    assert here.get("/user/").status_code == 200
    assert abroad.get("/user/").status_code == 302


@pytest.mark.parametrize(
    ("place", "status"),
    [(False, 422), (True, 302), (AgentDown("away"), 302)],
    ids=["elsewhere", "there", "nobody says"],
)
def test_while_guardd_is_down_the_agent_says_whether_the_place_is_right(
    office: Office, monkeypatch: pytest.MonkeyPatch, place: bool | Exception, status: int
) -> None:
    def down(self: Guard, **_: object) -> Verdict:
        raise GuardDown("away")

    def said(self: Guard, *, login: str, remote: str) -> bool:
        assert (login, remote) == (office.user.mailbox.address, FOREIGN)
        if isinstance(place, Exception):
            raise place
        return place

    monkeypatch.setattr(Guard, "allow", down)
    monkeypatch.setattr(Guard, "is_place_allowed", said)
    typed = {"address": office.user.mailbox.address, "password": office.user.password}
    answer = browser().post("/login/", typed, headers={"x-real-ip": FOREIGN})
    assert answer.status_code == status
    assert (FOREIGN in answer.content.decode()) == (status == 422)
