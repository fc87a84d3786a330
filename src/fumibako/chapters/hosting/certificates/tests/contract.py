import pytest

from fumibako.chapters.hosting.certificates import services
from fumibako.chapters.hosting.certificates.jobs import order_certificate
from fumibako.chapters.hosting.certificates.models import HostCertificate
from fumibako.chapters.hosting.certificates.rules import Upload, read_upload
from fumibako.machine.formats import certificates
from fumibako.machine.formats.certificates import KeyKind
from tests.authority import root
from tests.contracts.declared import CANARY, PERSON, Answer, Contract
from tests.contracts.people import Office

AUTHORITY = root()


def _site(office: Office) -> dict[str, object]:
    return {"actor": PERSON, "site": office.made.domain.site, "host": office.made.domain.name}


def _upload(office: Office) -> Upload:
    domain = office.made.domain.name
    issued = AUTHORITY.issue(domain, f"www.{domain}")
    return read_upload(issued.pem, AUTHORITY.pem, issued.key)


def _installed(office: Office) -> HostCertificate:
    return services.install_certificate(**_site(office), upload=_upload(office))


def _removed(office: Office) -> None:
    _installed(office)
    services.remove_certificate(**_site(office))


def _redirected(office: Office) -> None:
    _installed(office)
    services.set_redirect(**_site(office), redirects=True)


def _promised(office: Office) -> None:
    _redirected(office)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(certificates, "is_trusted", lambda *given: True)
        services.set_hsts(**_site(office), is_on=True)


def _ordered(office: Office) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services, "is_offered", lambda: True)
        services.order_certificate(**_site(office), kind=order_certificate, owner="")


CONTRACT = Contract(
    uses={
        services.request_certificate: lambda o: services.request_certificate(
            **_site(o), made=services.SigningRequest("-----BEGIN", "0" * 64, KeyKind.EC)
        ),
        services.install_certificate: _installed,
        services.install_issued: lambda o: services.install_issued(**_site(o), upload=_upload(o)),
        services.set_redirect: _redirected,
        services.set_hsts: _promised,
        services.remove_certificate: _removed,
        services.order_certificate: _ordered,
    },
    values=lambda office: {"host": office.made.domain.name},
    nobodys={"host": "nobody.example"},
    posted_only=("adminmenu:ssl_redirect",),
    answers=(
        Answer("/admin/web/ssl/{host}/install/", {"certificate": "nothing", "key": CANARY}, 422),
        Answer("/admin/web/ssl/{host}/request/", {"kind": "ec", "country": "Japan"}, 422),
    ),
)
