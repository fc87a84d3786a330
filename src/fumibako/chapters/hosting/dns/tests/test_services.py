"""What a change of DNS records leaves behind."""

import pytest

from fumibako.chapters.hosting.dns import errors, services
from fumibako.chapters.hosting.dns.models import ZoneVersion
from fumibako.chapters.hosting.dns.queries import current, history
from fumibako.chapters.hosting.dns.records import Record
from fumibako.chapters.hosting.dns.snapshot import zone_of
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import is_settled
from fumibako.groundwork.publish.services import settle
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect
from tests.contracts.conftest import empty_cache, ours
from tests.contracts.people import Office, member

__all__ = ["empty_cache", "ours"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D9")]


def add(domain: Domain, name: str, kind: str, value: str, ttl: int = 3600) -> Record:
    return services.add_record(actor=SYSTEM, domain=domain, name=name, kind=kind, value=value, ttl=ttl)


def values(domain: Domain, name: str, kind: str) -> list[tuple[str, int]]:
    zone = zone_of(domain.name)
    assert zone
    return [(record.data, record.ttl) for record in zone.records if (record.name, record.type) == (name, kind)]


def standard_key(domain: Domain, set_name: str) -> str:
    return next(record.key for record in current(domain).standard() if record.set_name == set_name)


def test_a_new_domain_has_what_web_and_mail_need(domain: Domain) -> None:
    zone = zone_of(domain.name)
    assert zone
    assert {(record.name, record.type) for record in zone.records} == {
        *(("@", "A"), ("www", "A"), ("mail", "A"), ("autoconfig", "A"), ("autodiscover", "A")),
        *((f"_{name}._tcp", "SRV") for name in ("imaps", "pop3s", "submissions", "autodiscover")),
        *(("@", "MX"), ("@", "NS"), ("@", "TXT")),
    }
    assert Publication.objects.filter(aspect="zone", key=domain.name).exists()


def test_a_new_domain_has_no_history_yet(domain: Domain) -> None:
    assert history(domain) == []


def test_an_added_record_is_wanted_and_noted(domain: Domain) -> None:
    wanted = Publication.objects.get(aspect="zone", key=domain.name).wanted
    add(domain, "shop", "A", "192.0.2.7")
    assert values(domain, "shop", "A") == [("192.0.2.7", 3600)]
    assert Publication.objects.get(aspect="zone", key=domain.name).wanted == wanted + 1
    assert Entry.objects.filter(action="dns.add", subject=domain.name).count() == 1


def test_a_refused_record_leaves_everything_as_it_was(domain: Domain) -> None:
    wanted = Publication.objects.get(aspect="zone", key=domain.name).wanted
    with pytest.raises(errors.CnameBesideOthers):
        add(domain, "www", "CNAME", "shop.example.net.")
    assert not ZoneVersion.objects.exists()
    assert Publication.objects.get(aspect="zone", key=domain.name).wanted == wanted


def test_a_changed_record_of_the_product_is_the_customers(domain: Domain) -> None:
    key = standard_key(domain, "MX @")
    services.change_record(actor=SYSTEM, domain=domain, key=key, name="@", value="20 mx.example.net.", ttl=300)
    assert values(domain, "@", "MX") == [("20 mx.example.net.", 300)]
    assert [record.set_name for record in current(domain).left_out()] == ["MX @"]


def test_a_restored_set_takes_the_place_of_the_customers(domain: Domain) -> None:
    before = values(domain, "@", "MX")
    key = standard_key(domain, "MX @")
    services.change_record(actor=SYSTEM, domain=domain, key=key, name="@", value="20 mx.example.net.", ttl=300)
    services.restore_standard(actor=SYSTEM, domain=domain, set_name="MX @")
    assert values(domain, "@", "MX") == before


def test_the_restored_spf_record_leaves_other_texts(domain: Domain) -> None:
    key = standard_key(domain, "TXT @")
    services.change_record(actor=SYSTEM, domain=domain, key=key, name="@", value="v=spf1 -all", ttl=300)
    add(domain, "@", "TXT", "site-verification=1")
    services.restore_standard(actor=SYSTEM, domain=domain, set_name="TXT @")
    texts = [text for text, _ in values(domain, "@", "TXT")]
    assert "site-verification=1" in texts
    assert "v=spf1 -all" not in texts
    assert len(texts) == 2


def test_records_of_one_name_and_type_have_one_ttl(domain: Domain) -> None:
    add(domain, "shop", "A", "192.0.2.7", 3600)
    add(domain, "shop", "A", "192.0.2.8", 60)
    add(domain, "@", "TXT", "site-verification=1", 120)
    assert {ttl for _, ttl in values(domain, "shop", "A")} == {60}
    assert {ttl for _, ttl in values(domain, "@", "TXT")} == {120}


def test_an_older_version_is_published_again_as_a_new_one(domain: Domain) -> None:
    add(domain, "shop", "A", "192.0.2.7")
    add(domain, "blog", "A", "192.0.2.8")
    services.go_back(actor=SYSTEM, domain=domain, number=1)
    assert values(domain, "blog", "A") == []
    assert values(domain, "shop", "A") == [("192.0.2.7", 3600)]
    (newest, change), *_ = history(domain)
    assert newest.number == 3
    assert [record.name for record in change.removed] == ["blog"]


def test_only_the_newest_versions_are_kept(domain: Domain, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "KEPT_VERSIONS", 2)
    for number in range(4):
        add(domain, f"a{number}", "A", "192.0.2.7")
    assert [version.number for version in ZoneVersion.objects.all()] == [4, 3]
    assert [version.number for version, _ in history(domain)] == [4]


def test_a_record_that_is_gone_is_told_so(domain: Domain) -> None:
    made = add(domain, "shop", "A", "192.0.2.7")
    services.delete_record(actor=SYSTEM, domain=domain, key=made.key)
    with pytest.raises(errors.NoSuchRecord):
        services.delete_record(actor=SYSTEM, domain=domain, key=made.key)


def test_another_domains_record_is_not_there(domain: Domain) -> None:
    made = add(domain, "shop", "A", "192.0.2.7")
    other = Domain.objects.create(customer=domain.customer, name="other.example")
    with pytest.raises(errors.NoSuchRecord):
        services.change_record(actor=SYSTEM, domain=other, key=made.key, name="x", value="192.0.2.9", ttl=60)


def test_a_zone_is_signed_from_when_it_is_switched_on_until_it_is_switched_off(domain: Domain) -> None:
    def is_wanted_signed() -> bool:
        wanted = zone_of(domain.name)
        return wanted is not None and wanted.is_signed

    settle(Publication.objects.all())
    assert not is_wanted_signed()
    services.sign_zone(actor=SYSTEM, domain=domain)
    services.sign_zone(actor=SYSTEM, domain=domain)
    assert is_wanted_signed() and not is_settled(Aspect.ZONE, domain.name)
    services.unsign_zone(actor=SYSTEM, domain=domain)
    assert not is_wanted_signed()


ZONE_FILE = """
$ORIGIN ours.example.
$TTL 600
@     IN SOA ns.old.example. hostmaster.old.example. 1 7200 900 1209600 300
      IN NS  ns.old.example.
      IN MX  10 mail.old.example.
      IN TXT "v=spf1 mx -all"
      IN TXT "google-site-verification=" "abc"
www   IN A   192.0.2.99
shop  60 IN CNAME shops.example.net.
_sip._tcp IN SRV 0 5 5060 sip
sip   IN A   192.0.2.5
      IN HINFO "PC" "OS"
www.victim.example. IN A 192.0.2.6
"""


def test_a_zone_file_is_taken_over_but_for_what_the_service_has_and_what_cannot_be_here(domain: Domain) -> None:
    services.add_record(actor=SYSTEM, domain=domain, name="sip", kind="A", value="192.0.2.4", ttl=300)
    before = {record.content for record in current(domain).standard()}
    text = ZONE_FILE.replace("ours.example", domain.name)
    found = services.import_zone(actor=SYSTEM, domain=domain, text=text)
    own = {(record.name, record.type, record.value, record.ttl) for record in current(domain).own}
    assert own == {
        ("@", "TXT", "google-site-verification=abc", 600),
        ("shop", "CNAME", "shops.example.net.", 60),
        ("_sip._tcp", "SRV", f"0 5 5060 sip.{domain.name}.", 600),
        ("sip", "A", "192.0.2.5", 600),
    }
    assert found.added == 4 and {record.content for record in current(domain).standard()} == before
    name = domain.name
    assert set(found.left_out) == {
        *(f"{name} SOA", f"{name} NS", f"{name} MX", f"{name} TXT", f"www.{name} A", f"sip.{name} HINFO"),
    }
    assert "victim" not in str(current(domain).published()), "the library passes over what is outside the zone"


@pytest.mark.parametrize(
    "text",
    ["not a zone", "$INCLUDE /etc/passwd", "$GENERATE 1-65535 h$ A 192.0.2.1", "a IN A 1.2.3", "x" * (257 << 10)],
)
def test_case_013_what_is_no_zone_file_is_refused_and_nothing_is_published(domain: Domain, text: str) -> None:
    with pytest.raises((errors.BadZoneFile, errors.ZoneFileTooLarge)):
        services.import_zone(actor=SYSTEM, domain=domain, text=text)
    assert not ZoneVersion.objects.exists()


def test_case_116_of_two_who_change_a_record_at_once_the_second_is_told(domain: Domain) -> None:
    seen = add(domain, "shop", "A", "192.0.2.7")
    theirs = {"key": seen.key, "name": "shop", "ttl": 3600}
    services.change_record(actor=SYSTEM, domain=domain, value="192.0.2.8", **theirs)
    with pytest.raises(errors.RecordChanged):
        services.change_record(actor=SYSTEM, domain=domain, value="192.0.2.9", **theirs)
    with pytest.raises(errors.RecordChanged):
        services.delete_record(actor=SYSTEM, domain=domain, key=seen.key)
    assert values(domain, "shop", "A") == [("192.0.2.8", 3600)]


def test_case_116_one_of_the_services_own_records_likewise(domain: Domain) -> None:
    key = standard_key(domain, "MX @")
    services.change_record(actor=SYSTEM, domain=domain, key=key, name="@", value="20 mx.example.net.", ttl=300)
    with pytest.raises(errors.RecordChanged):
        services.change_record(actor=SYSTEM, domain=domain, key=key, name="@", value="30 mx.example.org.", ttl=300)
    assert values(domain, "@", "MX") == [("20 mx.example.net.", 300)]


def test_case_116_who_has_not_seen_that_the_ttl_of_all_records_of_the_name_changed_is_told(domain: Domain) -> None:
    first, second = (add(domain, "shop", "A", f"192.0.2.{number}") for number in (7, 8))
    services.change_record(actor=SYSTEM, domain=domain, key=second.key, name="shop", value="192.0.2.8", ttl=60)
    with pytest.raises(errors.RecordChanged):
        services.change_record(actor=SYSTEM, domain=domain, key=first.key, name="shop", value="192.0.2.9", ttl=3600)
    assert set(values(domain, "shop", "A")) == {("192.0.2.7", 60), ("192.0.2.8", 60)}


def test_a_record_that_never_was_is_not_taken_for_a_changed_one(domain: Domain) -> None:
    with pytest.raises(errors.NoSuchRecord) as raised:
        services.delete_record(actor=SYSTEM, domain=domain, key="0" * 12)
    assert not isinstance(raised.value, errors.RecordChanged)


def test_case_116_on_the_page_what_the_second_has_typed_stays(ours: Office) -> None:
    domain, client = ours.made.domain, member(ours.made.administrator)
    seen = add(domain, "shop", "A", "192.0.2.7")
    services.change_record(actor=SYSTEM, domain=domain, key=seen.key, name="shop", value="192.0.2.8", ttl=3600)
    place = f"/admin/web/dns/{seen.key}/"
    answer = client.post(place, {"name": "shop", "value": "192.0.2.9", "ttl": "3600"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "192.0.2.9" in page and "ほかの人" in page
    assert values(domain, "shop", "A") == [("192.0.2.8", 3600)]
    assert client.post(f"{place}delete/").status_code == 422
    assert client.get(place).status_code == 404
