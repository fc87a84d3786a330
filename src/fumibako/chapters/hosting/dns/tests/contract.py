from fumibako.chapters.hosting.dns import services
from fumibako.chapters.hosting.dns.queries import current, versions_of
from fumibako.chapters.hosting.dns.records import Record
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
        services.unsign_zone: lambda o: services.unsign_zone(actor=PERSON, domain=o.made.domain),
    },
    values=lambda office: {"record": _record(office).key, "version": _version(office)},
    nobodys={"record": "000000000000", "version": "999999"},
    posted_only=("adminmenu:restore_dns",),
    looks=("/admin/web/dns/?search=nothing-like-it", "/admin/web/dns/?type=MX"),
    answers=(
        Answer("/admin/web/dns/import/", {"text": "not a zone"}, 422),
        Answer("/admin/web/dns/import/", {"text": "cart 300 IN A 192.0.2.9\n@ 300 IN MX 10 x.example."}, 200),
        Answer("/admin/web/dns/secondaries/", {"addresses": "ns1.elsewhere.example"}, 422),
        Answer("/admin/web/dns/add/", {"name": "a b", "kind": "A", "value": "1.2.3", "ttl": "5"}, 422),
        Answer("/admin/web/dns/add/", {"name": "{new}", "kind": "A", "value": "192.0.2.1", "ttl": "300"}, 200),
    ),
)
