"""A key's life: made, found, signing, retired. The DNS's answers are given."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_string

import pytest
from django.conf import settings
from django.utils import timezone

from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.hosting.dns.errors import ZoneRefused
from fumibako.chapters.hosting.dns.queries import current
from fumibako.chapters.hosting.sender_domains import daily, errors, queries, services
from fumibako.chapters.hosting.sender_domains.looking import Seen
from fumibako.chapters.hosting.sender_domains.models import DkimKey, SenderSettings
from fumibako.chapters.hosting.sender_domains.snapshot import authentication_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.filterd.control import SigningKeys

pytestmark = [pytest.mark.feature("B14"), pytest.mark.django_db]
NAME = "sample.example"


@pytest.fixture
def domain() -> Domain:
    return add_customer(actor=SYSTEM, name="株式会社サンプル", domain=NAME).domain


def make(domain: Domain, selector: str) -> DkimKey:
    return services.add_key(actor=SYSTEM, domain=domain, selector=selector, public_key=selector.upper() * 4)


def find(domain: Domain, *selectors: str, is_answered: bool = True) -> None:
    """The DNS has the records of these keys and of no others, or nobody answers."""
    names = (key.selector for key in DkimKey.objects.filter(domain=domain))
    answers: dict[str, list[str] | None] = {
        f"TXT {name}._domainkey.{NAME}": ([f"v=DKIM1; p={name.upper() * 4}"] if name in selectors else [])
        if is_answered
        else None
        for name in names
    }
    seen = Seen(answers, "pass", frozenset({settings.FUMIBAKO.hostname}))
    services.note_found(actor=SYSTEM, config=settings.FUMIBAKO, domain=domain, seen=seen)


def selector(domain: Domain) -> str:
    wish = authentication_of(domain.name)
    assert wish is not None
    return wish.selector


def test_a_key_signs_when_its_record_was_found(domain: Domain) -> None:
    make(domain, "k1")
    assert selector(domain) == ""
    find(domain)
    assert selector(domain) == ""
    find(domain, "k1")
    assert selector(domain) == "k1"
    assert Entry.objects.filter(action="dkim.start").count() == 1


def test_a_record_that_has_gone_ends_it_and_silence_does_not(domain: Domain) -> None:
    make(domain, "k1")
    find(domain, "k1")
    find(domain, is_answered=False)
    assert selector(domain) == "k1"
    find(domain)
    assert selector(domain) == ""
    (notice,) = OutgoingNotice.objects.filter(key="signing_stopped")
    assert notice.recipient == f"postmaster@{NAME}"


def test_a_new_key_takes_over_and_the_old_ones_record_stays_a_week(domain: Domain) -> None:
    make(domain, "k1")
    find(domain, "k1")
    make(domain, "k2")
    find(domain, "k1")
    assert selector(domain) == "k1"
    find(domain, "k1", "k2")
    assert selector(domain) == "k2"
    assert [key.selector for key in queries.needed_keys(domain)] == ["k2", "k1"]
    DkimKey.objects.filter(selector="k1").update(retired_at=timezone.now() - queries.KEPT - timedelta(hours=1))
    assert [key.selector for key in queries.needed_keys(domain)] == ["k2"]


def test_one_new_key_at_a_time(domain: Domain) -> None:
    make(domain, "k1")
    with pytest.raises(errors.KeyWaits):
        make(domain, "k2")


def test_what_is_missing_comes_into_our_zone_as_one_version(domain: Domain) -> None:
    make(domain, "k1")
    with pytest.raises(errors.NotOurZone):
        services.publish_records(actor=SYSTEM, domain=domain)
    find(domain)
    row = queries.settings_of(domain)
    row.answers |= {f"TXT _dmarc.{NAME}": [], f"MX {NAME}": ["5 mx.other.example"], f"TXT {NAME}": None}
    row.save()
    assert services.publish_records(actor=SYSTEM, domain=domain) == 2
    assert {record.name for record in current(domain).own} == {"_dmarc", "k1._domainkey"}
    assert domain.zone_versions.count() == 1


def test_a_round_that_gave_way_goes_on_where_it_was(domain: Domain) -> None:
    make(domain, "k1")
    find(domain, "k1")
    assert daily.check_all(lambda words: None) == 0


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The selectors of the keys that the agent made and removed."""
    done: list[str] = []
    monkeypatch.setattr(SigningKeys, "make", lambda self, domain, name: done.append(f"+{name}") or name.upper() * 4)
    monkeypatch.setattr(SigningKeys, "remove", lambda self, domain, name: done.append(f"-{name}"))
    return done


def age(selector: str, days: int = 181) -> None:
    DkimKey.objects.filter(selector=selector).update(made_at=timezone.now() - timedelta(days=days))


def notices(key: str) -> list[str]:
    return [
        message_from_string(notice.content).get_payload(decode=True).decode()
        for notice in OutgoingNotice.objects.filter(key=key)
    ]


def test_an_old_key_is_changed_through_our_zone_and_its_record_goes_when_its_mail_is_through(
    domain: Domain, made: list[str]
) -> None:
    make(domain, "k1")
    find(domain, "k1")
    services.publish_key(actor=SYSTEM, domain=domain, key=DkimKey.objects.get())
    age("k1", 179)
    assert daily.change_old_keys() == 0
    age("k1")
    assert daily.change_old_keys() == 1
    new = DkimKey.objects.get(seen_at__isnull=True).selector
    assert made == [f"+{new}"]
    assert {record.name for record in current(domain).own} == {"k1._domainkey", f"{new}._domainkey"}
    assert selector(domain) == "k1"
    assert daily.change_old_keys() == 0
    find(domain, "k1", new)
    assert selector(domain) == new
    assert daily.remove_retired() == 0
    DkimKey.objects.filter(selector="k1").update(retired_at=timezone.now() - queries.KEPT - timedelta(hours=1))
    assert daily.remove_retired() == 1
    assert [record.name for record in current(domain).own] == [f"{new}._domainkey"]
    assert made[-1] == "-k1"
    assert notices("dkim_key_changing") == []


def test_a_zone_that_does_not_fit_together_keeps_no_old_key(
    domain: Domain, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else nothing else that is old would be forgotten that night."""
    make(domain, "k1")
    find(domain, "k1")
    services.publish_key(actor=SYSTEM, domain=domain, key=DkimKey.objects.get())

    def refuses(**_: object) -> None:
        raise ZoneRefused

    monkeypatch.setattr(services, "delete_record", refuses)
    DkimKey.objects.update(retired_at=timezone.now() - queries.KEPT - timedelta(hours=1))
    assert daily.remove_retired() == 1
    assert not DkimKey.objects.exists()


def test_where_the_dns_is_elsewhere_the_administrator_is_asked_once_for_the_new_record(
    domain: Domain, made: list[str]
) -> None:
    make(domain, "k1")
    find(domain, "k1")
    SenderSettings.objects.update(is_zone_ours=False)
    age("k1")
    assert (daily.change_old_keys(), daily.change_old_keys()) == (1, 0)
    (text,) = notices("dkim_key_changing")
    new = DkimKey.objects.get(seen_at__isnull=True)
    assert f"{new.selector}._domainkey.{NAME}" in text and f"p={new.public_key}" in text
    assert current(domain).own == ()
    assert selector(domain) == "k1"


def test_without_a_period_keys_stay(domain: Domain, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    config = settings.FUMIBAKO
    mail = replace(config.settings.mail, dkim_key_days=0)
    monkeypatch.setattr(settings, "FUMIBAKO", replace(config, settings=replace(config.settings, mail=mail)))
    make(domain, "k1")
    find(domain, "k1")
    age("k1", 3000)
    assert daily.change_old_keys() == 0


def answer(domain: Domain, answers: dict[str, list[str] | None]) -> None:
    seen = Seen(answers, "", frozenset())
    services.note_found(actor=SYSTEM, config=settings.FUMIBAKO, domain=domain, seen=seen)


def test_a_record_that_breaks_is_told_once_per_passing_and_what_never_was_right_is_not(domain: Domain) -> None:
    right: dict[str, list[str] | None] = {f"TXT _dmarc.{NAME}": ["v=DMARC1; p=none"], f"MX {NAME}": []}
    answer(domain, right)
    answer(domain, right | {f"TXT _dmarc.{NAME}": None})
    assert notices("records_broken") == []
    for _ in range(2):
        answer(domain, right | {f"TXT _dmarc.{NAME}": []})
    (text,) = notices("records_broken")
    assert f"TXT _dmarc.{NAME}" in text and "MX" not in text
    answer(domain, right)
    answer(domain, right | {f"TXT _dmarc.{NAME}": ["v=DMARC1; p=none"] * 2})
    assert len(notices("records_broken")) == 2
