from django.conf import settings

from fumibako.chapters.hosting.sender_domains import services
from fumibako.chapters.hosting.sender_domains.looking import Seen
from fumibako.chapters.hosting.sender_domains.models import DkimKey, SenderSettings
from fumibako.machine.formats.sender_reports import read
from fumibako.machine.formats.tests.test_sender_reports import dmarc
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _key(office: Office) -> DkimKey:
    return DkimKey.objects.create(domain=office.made.domain, selector="k1", public_key="AAAA")


def _note(office: Office) -> None:
    name = f"TXT k1._domainkey.{_key(office).domain.name}"
    seen = Seen({name: ["v=DKIM1; k=rsa; p=AAAA"]}, "pass", frozenset())
    services.note_found(actor=PERSON, config=settings.FUMIBAKO, domain=office.made.domain, seen=seen)


def _publish(office: Office) -> None:
    domain = office.made.domain
    SenderSettings.objects.create(domain=domain, is_zone_ours=True, answers={f"TXT _dmarc.{domain.name}": []})
    services.publish_records(actor=PERSON, domain=domain)


CONTRACT = Contract(
    uses={
        services.add_key: lambda o: services.add_key(
            actor=PERSON, domain=o.made.domain, selector="k2", public_key="AAAA"
        ),
        services.drop_key: lambda o: services.drop_key(actor=PERSON, key=_key(o)),
        services.note_found: _note,
        services.set_sender_settings: lambda o: services.set_sender_settings(
            actor=PERSON, domain=o.made.domain, is_enforced=False, mta_sts="enforce"
        ),
        services.publish_key: lambda o: services.publish_key(actor=PERSON, domain=o.made.domain, key=_key(o)),
        services.publish_records: _publish,
        services.take_report: lambda o: services.take_report(actor=PERSON, domain=o.made.domain, report=read(dmarc())),
    },
    posted_only=("adminmenu:check_sender_domain", "adminmenu:publish_sender_records"),
    looks=("/admin/sender-domains/", "/admin/sender-domains/new-key/", "/admin/sender-domains/reports/"),
    answers=(Answer("/admin/sender-domains/", {"mta_sts": "testing"}, 200),),
)
