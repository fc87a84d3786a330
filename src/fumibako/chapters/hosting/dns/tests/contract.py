import pytest
from django.utils import timezone

from fumibako.chapters.hosting.dns import services
from fumibako.chapters.hosting.dns.jobs import roll_key
from fumibako.chapters.hosting.dns.models import KeyRoll
from fumibako.chapters.hosting.dns.queries import current, versions_of
from fumibako.chapters.hosting.dns.records import Record
from fumibako.chapters.hosting.dns.rolling import KNOWN_EVERYWHERE, AtParent
from fumibako.machine.daemons.knot.control import DelegationSigner
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _record(office: Office) -> Record:
    domain = office.made.domain
    there = next((record for record in current(domain).own if record.name == "shop"), None)
    return there or services.add_record(actor=PERSON, domain=domain, name="shop", kind="A", value="192.0.2.7", ttl=3600)


def _version(office: Office) -> str:
    _record(office)
    return str(versions_of(office.made.domain).get(number=1).pk)


def _restore(office: Office) -> None:
    domain = office.made.domain
    mx = next(record for record in current(domain).published() if record.type == "MX")
    services.delete_record(actor=PERSON, domain=domain, key=mx.key)
    services.restore_standard(actor=PERSON, domain=domain, set_name="MX @")


def _go_back(office: Office) -> None:
    _record(office)
    services.go_back(actor=PERSON, domain=office.made.domain, number=1)


OLD, NEW = (DelegationSigner(tag, 13, 2, f"{tag:064X}", "") for tag in (1, 2))


def _rolled(office: Office, *, is_old: bool = False) -> KeyRoll:
    domain = office.made.domain
    services.sign_zone(actor=PERSON, domain=domain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services.rolling, "signers_of", lambda name: (OLD,))
        row = services.begin_key_roll(actor=PERSON, domain=domain, kind=roll_key, owner="")
    if is_old:
        KeyRoll.objects.update(began_at=timezone.now() - KNOWN_EVERYWHERE)
    return row


def _entered(office: Office) -> None:
    _rolled(office, is_old=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services.rolling, "signers_of", lambda name: (OLD, NEW))
        patch.setattr(services.rolling, "at_parent", lambda *given: AtParent.UNKNOWN)
        services.enter_ds(actor=PERSON, domain=office.made.domain)


CONTRACT = Contract(
    uses={
        services.add_record: _record,
        services.set_secondaries: lambda o: services.set_secondaries(
            actor=PERSON, domain=o.made.domain, addresses=["192.0.2.53"]
        ),
        services.add_records: lambda o: services.add_records(
            actor=PERSON,
            domain=o.made.domain,
            new=[services.NewRecord("cart", "A", "192.0.2.7", 3600), services.NewRecord("pay", "A", "192.0.2.7", 3600)],
        ),
        services.change_record: lambda o: services.change_record(
            actor=PERSON, domain=o.made.domain, key=_record(o).key, name="shop", value="192.0.2.8", ttl=60
        ),
        services.delete_record: lambda o: services.delete_record(
            actor=PERSON, domain=o.made.domain, key=_record(o).key
        ),
        services.restore_standard: _restore,
        services.go_back: _go_back,
        services.import_zone: lambda o: services.import_zone(
            actor=PERSON, domain=o.made.domain, text="cart 300 IN A 192.0.2.7"
        ),
        services.sign_zone: lambda o: services.sign_zone(actor=PERSON, domain=o.made.domain),
        services.begin_key_roll: _rolled,
        services.enter_ds: _entered,
        services.unsign_zone: lambda o: services.unsign_zone(actor=PERSON, domain=o.made.domain),
    },
    values=lambda office: {"record": _record(office).key, "version": _version(office)},
    nobodys={"record": "000000000000", "version": "999999"},
    posted_only=("adminmenu:restore_dns", "adminmenu:dnssec_entered"),
    looks=("/admin/web/dns/?search=nothing-like-it", "/admin/web/dns/?type=MX"),
    answers=(
        Answer("/admin/web/dns/import/", {"text": "not a zone"}, 422),
        Answer("/admin/web/dns/import/", {"text": "cart 300 IN A 192.0.2.9\n@ 300 IN MX 10 x.example."}, 200),
        Answer("/admin/web/dns/secondaries/", {"addresses": "ns1.elsewhere.example"}, 422),
        Answer("/admin/web/dns/add/", {"name": "a b", "kind": "A", "value": "1.2.3", "ttl": "5"}, 422),
        Answer("/admin/web/dns/add/", {"name": "{new}", "kind": "A", "value": "192.0.2.1", "ttl": "300"}, 200),
    ),
)
