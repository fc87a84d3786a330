"""Changing a domain's DNSSEC key (D9): each step follows from the zone, the parent and the time, and may be lost."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.utils import timezone

from fumibako.chapters.hosting.dns import errors, jobs, rolling, services
from fumibako.chapters.hosting.dns.jobs import roll_key
from fumibako.chapters.hosting.dns.models import KeyRoll
from fumibako.chapters.hosting.dns.rolling import DS_FORGOTTEN, KNOWN_EVERYWHERE, AtParent
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.knot.control import DelegationSigner, Keys
from fumibako.machine.provision.client import AgentFailed

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D9")]
OLD, NEW = (DelegationSigner(tag, 13, 2, f"{tag:064X}", "") for tag in (1, 2))


@dataclass
class World:
    """The name server's keys, what the parent says, and what the agent was asked."""

    domain: Domain
    keys: tuple[DelegationSigner, ...] = (OLD,)
    parent: AtParent = AtParent.OTHER
    asked: list[str] = field(default_factory=list)
    is_agent_away: bool = False

    def asks(self, what: str) -> None:
        self.asked.append(what)
        if self.is_agent_away:
            raise AgentFailed("killed")
        self.keys = (OLD, NEW) if what == "begin" else self.keys

    def begin(self) -> None:
        services.sign_zone(actor=SYSTEM, domain=self.domain)
        services.begin_key_roll(actor=SYSTEM, domain=self.domain, kind=roll_key, owner="")

    def after(self, time: timedelta) -> KeyRoll | None:
        """What is there when the hourly look comes so long after the new key was asked for."""
        if row := KeyRoll.objects.first():
            jobs._move_on(row, row.began_at + time)
        return KeyRoll.objects.first()


@pytest.fixture
def world(domain: Domain, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(domain)
    monkeypatch.setattr(rolling, "signers_of", lambda name: made.keys)
    monkeypatch.setattr(rolling, "at_parent", lambda name, signers: made.parent)
    monkeypatch.setattr(Keys, "begin_roll", lambda self, name: made.asks("begin"))
    monkeypatch.setattr(Keys, "end_roll", lambda self, name: made.asks("end"))
    return made


def test_the_old_key_goes_two_days_after_the_parent_names_the_new_one_and_not_before(world: World) -> None:
    world.begin()
    world.is_agent_away = True
    world.after(timedelta())
    world.is_agent_away = False
    world.after(timedelta())
    assert world.asked == ["begin", "begin"], "asked again where the agent was killed"
    world.parent = AtParent.OURS
    row = world.after(KNOWN_EVERYWHERE - timedelta(minutes=1))
    assert row and row.seen_at is None, "nobody can be told to replace the DS record yet"
    world.parent = AtParent.OTHER
    world.after(timedelta(days=90))
    assert world.asked == ["begin", "begin"], "for as long as the parent names the old one"
    world.parent = AtParent.OURS
    world.after(timedelta(days=91))
    world.after(timedelta(days=91) + DS_FORGOTTEN - timedelta(minutes=1))
    assert world.asked == ["begin", "begin"]
    world.after(timedelta(days=91) + DS_FORGOTTEN)
    assert world.asked == ["begin", "begin", "end"]
    world.keys = (NEW,)
    assert world.after(timedelta(days=94)) is None


def test_two_days_begin_anew_where_the_new_record_was_taken_back(world: World) -> None:
    world.begin()
    world.after(timedelta())
    world.parent = AtParent.OURS
    world.after(timedelta(days=1))
    world.parent = AtParent.OTHER
    world.after(timedelta(days=2))
    world.parent = AtParent.OURS
    world.after(timedelta(days=4))
    assert "end" not in world.asked
    world.after(timedelta(days=6))
    assert "end" in world.asked


def test_a_parent_that_cannot_be_asked_is_believed_only_where_somebody_says_so_and_while_it_is_silent(
    world: World,
) -> None:
    world.begin()
    with pytest.raises(errors.NoKeyRoll):
        services.enter_ds(actor=SYSTEM, domain=world.domain)
    world.after(timedelta())
    with pytest.raises(errors.KeyTooNew):
        services.enter_ds(actor=SYSTEM, domain=world.domain)
    world.parent = AtParent.UNKNOWN
    row = world.after(timedelta(days=5))
    assert row and row.seen_at is None
    KeyRoll.objects.update(began_at=timezone.now() - KNOWN_EVERYWHERE)
    world.parent = AtParent.NONE
    with pytest.raises(errors.DsNotRegistered):
        services.enter_ds(actor=SYSTEM, domain=world.domain)
    world.parent = AtParent.UNKNOWN
    services.enter_ds(actor=SYSTEM, domain=world.domain)
    row = world.after(timedelta(days=1))
    assert row and row.seen_at and row.is_entered
    world.parent = AtParent.OTHER
    row = world.after(timedelta(days=3))
    assert row and row.seen_at is None and not row.is_entered and "end" not in world.asked


def test_a_key_is_changed_once_at_a_time_and_of_a_signed_domain_only(world: World) -> None:
    begin = {"actor": SYSTEM, "domain": world.domain, "kind": roll_key, "owner": ""}
    with pytest.raises(errors.NotSigned):
        services.begin_key_roll(**begin)
    services.sign_zone(actor=SYSTEM, domain=world.domain)
    world.keys = ()
    with pytest.raises(errors.KeyNotReady):
        services.begin_key_roll(**begin)
    world.keys = (OLD,)
    services.begin_key_roll(**begin)
    with pytest.raises(errors.KeyRollUnderWay):
        services.begin_key_roll(**begin)
