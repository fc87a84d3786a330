"""Certificates of a site (D11): what installing, ordering and removing leave behind."""

import json
from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.utils import timezone

from fumibako.chapters.console.customers.services import add_customer
from fumibako.chapters.console.domains.services import add_domain, remove_domain
from fumibako.chapters.hosting.certificates import alerts, api, errors, jobs, queries, services
from fumibako.chapters.hosting.certificates.models import HostCertificate
from fumibako.chapters.hosting.certificates.rules import read_upload
from fumibako.chapters.hosting.certificates.snapshot import certificates_of
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.identity.keys.services import add_key
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.models import Entry
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.notices.models import OutgoingNotice
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import is_settled
from fumibako.groundwork.publish.services import settle
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.formats import certificates
from fumibako.machine.formats.certificates import KeyKind
from fumibako.machine.provision.client import AgentDown
from fumibako.machine.state import Aspect, SiteCertificate
from fumibako.machine.system.resolver import Resolver
from tests.authority import Issued, root
from tests.contracts import people

pytestmark = [pytest.mark.django_db, pytest.mark.feature("D11")]
HOST = "ours.example"
ROOT = root()
ISSUED = ROOT.issue(HOST, f"www.{HOST}")


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The keys that the agent has, by their names."""
    keys: dict[str, str] = {}
    monkeypatch.setattr(Sites, "keep_key", lambda self, domain, name, pem: keys.update({name: pem}))
    return keys


@pytest.fixture
def site() -> Site:
    return add_customer(actor=SYSTEM, name="わたし", domain=HOST).domain.site


@pytest.fixture
def client() -> Client:
    return people.member(people.make("わたし", HOST).made.administrator)


def installed(site: Site, issued: Issued = ISSUED) -> HostCertificate:
    upload = read_upload(issued.pem, ROOT.pem, issued.key)
    return services.install_certificate(actor=SYSTEM, site=site, host=HOST, upload=upload)


def wanted() -> SiteCertificate:
    found = certificates_of(HOST)
    assert found
    return dict(found.hosts)[HOST]


def test_an_installed_certificate_is_wanted_until_it_is_removed(site: Site, kept: dict[str, str]) -> None:
    settle(Publication.objects.all())
    installed(site)
    assert not is_settled(Aspect.SITE, HOST)
    assert wanted().names == (HOST, f"www.{HOST}") and not wanted().redirects
    assert kept == {wanted().key: ISSUED.key}
    services.set_redirect(actor=SYSTEM, site=site, host=HOST, redirects=True)
    assert wanted().redirects
    services.remove_certificate(actor=SYSTEM, site=site, host=HOST)
    assert certificates_of(HOST) is None
    with pytest.raises(errors.NothingInstalled):
        services.set_redirect(actor=SYSTEM, site=site, host=HOST, redirects=True)


def test_browsers_are_told_to_use_https_only_where_it_works_and_as_long_as_http_is_led_there(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(site)
    given = {"actor": SYSTEM, "site": site, "host": HOST}
    services.set_redirect(**given, redirects=True)
    with pytest.raises(errors.HttpsNotReady):  # browsers do not know the authority of the tests
        services.set_hsts(**given, is_on=True)
    monkeypatch.setattr(certificates, "is_trusted", lambda *given: True)
    services.set_hsts(**given, is_on=True)
    assert wanted().hsts
    services.set_redirect(**given, redirects=False)
    assert not wanted().hsts
    with pytest.raises(errors.HttpsNotReady):
        services.set_hsts(**given, is_on=True)


def test_case_022_what_is_refused_leaves_the_old_certificate(site: Site) -> None:
    installed(site)
    before = wanted()
    with pytest.raises(errors.CertificateExpired):
        installed(site, ROOT.issue(HOST, days=(-9, -1)))
    with pytest.raises(errors.WrongKey):
        other = read_upload(ROOT.issue(HOST).pem, ROOT.pem)
        services.install_certificate(actor=SYSTEM, site=site, host=HOST, upload=other)
    with pytest.raises(errors.NoSuchHost):
        upload = read_upload(ISSUED.pem, ROOT.pem, ISSUED.key)
        services.install_certificate(actor=SYSTEM, site=site, host="other.example", upload=upload)
    assert wanted() == before


def test_the_answer_to_a_signing_request_needs_no_key_and_the_request_is_done(site: Site, kept: dict[str, str]) -> None:
    installed(site)
    made = services.make_signing_request(site=site, host=HOST, kind=KeyKind.EC, subject={})
    row = services.request_certificate(actor=SYSTEM, site=site, host=HOST, made=made)
    assert wanted().key == certificates.key_name(ISSUED.key), "what is installed stays"
    answer = read_upload(ROOT.issue(HOST, request=row.request).pem, ROOT.pem)
    row = services.install_certificate(actor=SYSTEM, site=site, host=HOST, upload=answer)
    assert (row.request, row.request_key) == ("", "") and row.key in kept
    assert "PRIVATE KEY" not in str([*HostCertificate.objects.values(), *Entry.objects.values()])


def test_without_the_agent_nothing_changes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*given: object) -> None:
        raise AgentDown("no such file")

    monkeypatch.setattr(Sites, "keep_key", down)
    with pytest.raises(errors.NotKept):
        installed(site)
    assert not HostCertificate.objects.exists()


def test_a_free_certificate_is_ordered_once_at_a_time_and_only_where_it_is_offered(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = {"actor": SYSTEM, "site": site, "host": HOST, "kind": jobs.order_certificate, "owner": "domain:ours"}
    with pytest.raises(errors.NoAuthority):
        services.order_certificate(**order)
    monkeypatch.setattr(services, "is_offered", lambda: True)
    services.order_certificate(**order)
    with pytest.raises(errors.OrderUnderWay):
        services.order_certificate(**order)
    assert Job.objects.get(kind=jobs.order_certificate.name).arguments == {"domain": HOST, "host": HOST}


def test_a_customer_orders_so_often_a_day(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "is_offered", lambda: True)
    order = {"actor": SYSTEM, "site": site, "host": HOST, "kind": jobs.order_certificate, "owner": "domain:ours"}
    for _ in range(services.MAX_ORDERS):
        services.order_certificate(**order)
        services.note_failure(HostCertificate.objects.get(host=HOST), "no")
    with pytest.raises(errors.TooManyOrders):
        services.order_certificate(**order)
    Job.objects.update(created_at=timezone.now() - timedelta(days=1))
    services.order_certificate(**order)


def test_a_free_certificate_is_renewed_in_time_and_a_failure_keeps_the_old_one(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "is_offered", lambda: True)
    upload = read_upload(ISSUED.pem, ROOT.pem)
    services.install_issued(actor=SYSTEM, site=site, host=HOST, upload=upload)
    asked = []

    def refuse(config: object, request: str, breathe: object) -> str:
        asked.append(request)
        raise errors.NameNotReached(name=HOST, detail="connection refused")

    monkeypatch.setattr(jobs.ordering, "ordered", refuse)
    assert jobs.renew_due(timezone.now(), print) == 0 and not asked, "it is good for 90 days"
    later = timezone.now() + timedelta(days=65)
    assert jobs.renew_due(later, print) == 0
    assert "connection refused" in HostCertificate.objects.get().trouble and wanted().pem == ISSUED.pem + ROOT.pem
    monkeypatch.setattr(
        jobs.ordering, "ordered", lambda config, request, breathe: ROOT.issue(HOST, request=request).pem + ROOT.pem
    )
    assert jobs.renew_due(later, print) == 1
    assert wanted().pem != ISSUED.pem + ROOT.pem and HostCertificate.objects.get().trouble == ""


def test_mail_names_that_lead_here_get_a_certificate_and_a_failure_waits_a_day(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "is_offered", lambda: True)
    now, asked, breaths = timezone.now(), [], list[str]()

    def answer(config: object, request: str, breathe: object) -> str:
        (name,) = x509.load_pem_x509_csr(request.encode()).subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        asked.append(name.value)
        if str(name.value).startswith("autoconfig"):
            raise errors.NameNotReached(name=str(name.value), detail="connection refused")
        return ROOT.issue(str(name.value), request=request).pem + ROOT.pem

    monkeypatch.setattr(jobs.ordering, "ordered", answer)
    domain = site.domain.name

    def order(at: datetime) -> int:
        return jobs.order_for_mail_names(at, breaths.append, lambda host: not host.startswith("autodiscover"))

    assert order(now) == 1 and len(breaths) == 3, "before each look, which may take a while"
    assert sorted(asked) == [f"autoconfig.{domain}", f"mta-sts.{domain}"]
    wanted = certificates_of(domain)
    assert wanted and [host for host, _ in wanted.hosts] == [f"mta-sts.{domain}"]
    assert order(now) == 0 and len(asked) == 2
    assert order(now + timedelta(days=1, minutes=1)) == 0 and asked[2:] == [f"autoconfig.{domain}"]
    assert domain not in [row.host for row in site.certificates.all()], "the site's own is nobody's business here"


def test_the_mail_names_of_an_alias_domain_likewise_until_it_goes(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "is_offered", lambda: True)
    monkeypatch.setattr(
        jobs.ordering, "ordered", lambda config, request, breathe: ROOT.issue(*asked(request), request=request).pem
    )
    alias = add_domain(actor=SYSTEM, customer=site.domain.customer, domain="alias.example", alias_of=site.domain)
    assert jobs.order_for_mail_names(timezone.now(), print, lambda host: host == "autoconfig.alias.example") == 1
    found = certificates_of(HOST)
    assert found and [(host, each.mail_domain) for host, each in found.hosts] == [
        ("autoconfig.alias.example", "alias.example")
    ]
    settle(Publication.objects.all())
    row, alerted = HostCertificate.objects.get(host="autoconfig.alias.example"), RequestFactory().get("/")
    alerted.customer = site.domain.customer
    HostCertificate.objects.update(expires_at=timezone.now() + timedelta(days=3))
    assert not [*alerts.for_administrator(alerted), *alerts.for_operator(alerted)], "nobody has to do anything"
    monkeypatch.setattr(jobs.ordering, "ordered", refused)
    assert jobs.renew_due(timezone.now() + timedelta(days=2), print) == 0 and HostCertificate.objects.exists()
    assert jobs.renew_due(timezone.now() + timedelta(days=4), print) == 0 and not HostCertificate.objects.exists()
    row.save(force_insert=True)
    settle(Publication.objects.all())
    remove_domain(actor=SYSTEM, domain=alias)
    assert certificates_of(HOST) is None and not is_settled(Aspect.SITE, HOST)


def test_a_name_that_has_gone_elsewhere_is_left_out_of_a_renewal_only_when_the_end_is_near(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    site, www = Site.objects.get(), f"www.{HOST}"
    for module in (jobs, services, queries):
        monkeypatch.setattr(module, "is_offered", lambda: True)
    monkeypatch.setattr(Resolver, "ask", lambda self, name, *given: ["192.0.2.1"] if name == www else [])

    def answer(config: object, request: str, breathe: object) -> str:
        if www in asked(request):
            raise errors.NameNotReached(name=www, detail="connection refused")
        return ROOT.issue(*asked(request), request=request).pem + ROOT.pem

    monkeypatch.setattr(jobs.ordering, "ordered", answer)
    services.install_issued(actor=SYSTEM, site=site, host=HOST, upload=read_upload(ISSUED.pem, ROOT.pem))
    now, here = timezone.now(), f"/admin/web/ssl/{HOST}/"
    assert jobs.renew_due(now + timedelta(days=65), print) == 0
    assert wanted().names == (HOST, www), "it may be back tomorrow"
    assert jobs.renew_due(now + timedelta(days=77), print) == 1
    assert wanted().names == (HOST,)
    assert f"{www} については取得できませんでした" in client.get("/admin/").content.decode()
    assert "無料の証明書を取得できませんでした" in client.get(here).content.decode()
    page = client.get(f"{here}order/").content.decode()
    assert "別のサーバーを指しています：192.0.2.1" in page and f'value="{www}"' in page
    assert client.post(f"{here}order/", {"names": [HOST]}).status_code == 302
    assert www not in client.get("/admin/").content.decode()
    assert HostCertificate.objects.get().names == [HOST], "and renewals ask for no more"
    assert jobs.renew_due(now + timedelta(days=165), print) == 1


def test_only_names_of_the_host_can_be_chosen_and_at_least_one(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "is_offered", lambda: True)
    order = {"actor": SYSTEM, "site": site, "host": HOST, "kind": jobs.order_certificate, "owner": ""}
    for names, refusal in (([], errors.NoNameChosen), (["theirs.example"], errors.NotItsName)):
        with pytest.raises(refusal):
            services.order_certificate(**order, names=names)
    services.order_certificate(**order, names=[f"www.{HOST}"])
    services.note_failure(HostCertificate.objects.get(), "no")
    services.order_certificate(**order)
    assert HostCertificate.objects.get().names == [f"www.{HOST}"], "the choice is kept"


def test_programs_do_what_the_pages_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (services, queries):
        monkeypatch.setattr(module, "is_offered", lambda: True)
    monkeypatch.setattr(api, "wait_until_settled", lambda *given: "live")
    administrator, here = people.make("わたし", HOST).made.administrator, f"/api/v1/certificates/{HOST}"
    token = add_key(actor=SYSTEM, login=administrator.mailbox.login, name="x", role="everything").token
    program = people.browser()
    program.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token}"

    def send(method: str, path: str = "", **values: object) -> tuple[int, dict[str, object]]:
        body = json.dumps(values)
        answer = program.generic(method, f"{here}{path}", body, content_type="application/json")
        return answer.status_code, answer.json()

    assert send("POST", "/request", kind="dsa")[1]["error"]["code"] == "unknown_key_kind"
    assert send("POST", "/request", country="Japan")[1]["error"]["code"] == "bad_country"
    request = str(send("POST", "/request", kind="ec", organization="Shomei K.K.", country="JP")[1]["request"])
    assert asked(request) == (HOST, f"www.{HOST}")
    assert send("PATCH", redirects=True)[1]["error"]["code"] == "nothing_installed"
    pem = ROOT.issue(HOST, f"www.{HOST}", request=request).pem
    assert send("PUT", certificate=pem, chain=ROOT.pem)[1]["covered"] == [HOST, f"www.{HOST}"]
    assert send("PATCH", redirects=True, hsts=True)[1]["error"]["code"] == "https_not_ready"
    assert not wanted().redirects, "all of it or nothing"
    assert send("PATCH", redirects=True)[1]["redirects"] is True
    assert send("POST", "/order", names=["x"])[1]["error"]["code"] == "not_its_name"
    assert send("POST", "/order", names=[HOST])[1]["is_ordering"] is True
    monkeypatch.setattr(Resolver, "ask", lambda self, name, *given: [] if name == HOST else ["192.0.2.1"])
    _status, names = send("GET", "/names")
    assert [(each["name"], each["is_chosen"], each["place"]) for each in names] == [  # type: ignore[union-attr]
        (HOST, True, "nowhere"),
        (f"www.{HOST}", False, "here"),
    ]
    assert send("DELETE")[1]["covered"] == [] and certificates_of(HOST) is None


def refused(config: object, request: str, breathe: object) -> str:
    raise errors.NameNotReached(name=asked(request)[0], detail="connection refused")


def asked(request: str) -> tuple[str, ...]:
    """The names in a signing request."""
    found = x509.load_pem_x509_csr(request.encode()).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    return tuple(found.value.get_values_for_type(x509.DNSName))


def test_each_warning_is_mailed_once(site: Site) -> None:
    installed(site, ROOT.issue(HOST, days=(-1, 40)))
    now = timezone.now()
    told = [jobs.warn_of_ends(now + timedelta(days=days)) for days in (1, 18, 20, 20, 34, 35, 41, 42)]
    assert told == [0, 0, 1, 0, 1, 0, 1, 0]
    assert set(OutgoingNotice.objects.values_list("recipient", flat=True)) == {f"administrator@{HOST}"}


def test_on_the_pages_a_request_is_made_and_its_certificate_installed_and_removed(client: Client) -> None:
    here = f"/admin/web/ssl/{HOST}/"
    assert HOST in client.get("/admin/web/ssl/").content.decode()
    assert client.post(f"{here}request/", {"kind": "ec", "country": "JP"}).status_code == 302
    request = HostCertificate.objects.get().request
    assert "BEGIN CERTIFICATE REQUEST" in client.get(here).content.decode()
    answer = ROOT.issue(HOST, request=request)
    short = client.post(f"{here}install/", {"certificate": answer.pem.replace("\n", "\r\n")})
    assert short.status_code == 422 and "Test Root" in short.content.decode()
    refused = client.post(f"{here}install/", {"certificate": ISSUED.pem, "chain": ROOT.pem, "key": answer.key})
    text = refused.content.decode()
    assert refused.status_code == 422 and ISSUED.pem.split("\n")[1] in text and "PRIVATE KEY" not in text
    assert client.post(f"{here}install/", {"certificate": answer.pem, "chain": ROOT.pem}).status_code == 302
    assert client.post(f"{here}redirect/", {"redirects": "1"}).status_code == 302
    assert wanted().redirects
    assert client.get(f"{here}remove/").status_code == 200
    assert client.post(f"{here}remove/").status_code == 302
    assert certificates_of(HOST) is None


def test_a_pkcs12_file_is_brought_by_its_page(client: Client) -> None:
    here = f"/admin/web/ssl/{HOST}/import/"

    def sent(password: str) -> int:
        file = SimpleUploadedFile("site.p12", ISSUED.pkcs12("himitsu", ROOT))
        return client.post(here, {"file": file, "password": password}).status_code

    assert sent("wrong") == 422
    assert sent("himitsu") == 302
    assert wanted().pem == ISSUED.pem + ROOT.pem


def test_the_provider_sees_everybodys_what_ends_first_on_top(site: Site) -> None:
    installed(site)
    theirs = people.make("株式会社よそ", "theirs.example").made.domain
    for host, days, trouble in (("theirs.example", 10, "timeout"), ("shop.theirs.example", -1, "")):
        HostCertificate.objects.create(
            site=theirs.site,
            host=host,
            pem="x",
            expires_at=timezone.now() + timedelta(days=days, hours=1),
            trouble=trouble,
        )
    desk = people.operator()
    page = desk.get("/console/certificates/").content.decode().split("<main")[1]
    places = [page.index(f">{host}<") for host in ("shop.theirs.example", "theirs.example", HOST)]
    assert places == sorted(places) and "期限切れ" in page and "timeout" in page
    only = desk.get("/console/certificates/?only=trouble").content.decode()
    assert ">theirs.example<" in only and f">{HOST}<" not in only
    assert f">{HOST}<" in desk.get(f"/console/certificates/?search={site.domain.customer.number}").content.decode()
    assert "/console/certificates/?only=trouble" in desk.get("/console/").content.decode()
