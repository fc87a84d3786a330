"""Who sent it: a domain's records from the page into its zone, its mail signed and checked by another implementation,
others' mail judged by what their domains publish (B14)."""

import email.policy
import subprocess
from email import message_from_bytes, message_from_string
from email.message import EmailMessage

import pytest

from fumibako.chapters.hosting.sender_domains.arriving import proved_sender
from fumibako.cli.asking import ask
from fumibako.machine.daemons.dovecot.control import Mailboxes
from fumibako.processes.filterd.engines.senders import verified
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.sink import Sink
from tests.journeys.test_dns import Resolver
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("B14")]
OUTSIDER = "hanako@out.example"


@pytest.fixture
def administrator(office: Office, new_domain: str) -> Person:
    return office.add_customer("株式会社しょめい", new_domain)


def test_a_domain_publishes_its_records_and_its_mail_is_signed(
    programs: MailPrograms, office: Office, administrator: Person, outside: Sink
) -> None:
    domain, resolver = administrator.domain, Resolver(office)
    until(lambda: resolver.values(domain, "NS"))
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    page = browser.get("/admin/sender-domains/")
    page = browser.submit(page, "/check/", {})
    assert "/admin/sender-domains/publish/" in page.text
    page = browser.submit(page, "/publish/", {})
    assert page.text.count("chip ok") == 8, page.text  # seven records, and that mail is signed
    office.settled(domain)

    def texts(name: str) -> list[str]:
        return [value.replace('" "', "").strip('"') for value in resolver.values(name, "TXT")]

    mail = mails.plain(administrator.address, OUTSIDER)
    programs.send(mail, administrator, OUTSIDER)
    (taken,) = outside.wait_for(mail.message_id)
    (signature,) = verified(taken.content, texts)
    assert (signature.result, signature.domain) == ("pass", domain)
    policy = subprocess.run(
        (
            *("curl", "-sS", "--cacert", str(office.config.tls / "certificate.pem")),
            *("--connect-to", f"::127.0.0.1:{office.config.ports.https}", "-k"),
            f"https://mta-sts.{domain}/.well-known/mta-sts.txt",
        ),
        capture_output=True,
        check=True,
    ).stdout
    assert policy.startswith(b"version: STSv1\r\nmode: testing\r\n")


def test_case_079_others_mail_is_judged_by_what_their_domains_say(
    programs: MailPrograms, office: Office, administrator: Person
) -> None:
    domain = administrator.domain
    for name, value in (
        ("partner", "v=spf1 ip4:127.0.0.0/8 -all"),
        ("_dmarc.partner", "v=DMARC1; p=reject"),
        ("forged", "v=spf1 ip4:192.0.2.0/24 -all"),
        ("_dmarc.forged", "v=DMARC1; p=reject"),
    ):
        ask(office.config, "POST", "dns", domain, values={"name": name, "type": "TXT", "value": value})
    office.settled(domain)
    until(lambda: Resolver(office).values(f"_dmarc.forged.{domain}", "TXT"))
    host = office.config.hostname
    honest = mails.plain(f"hanako@partner.{domain}", administrator.address)
    programs.deliver(honest, f"hanako@partner.{domain}", administrator.address)
    field = _results(programs.wait_for(administrator, honest), host)
    assert f"spf=pass smtp.mailfrom=partner.{domain}; dkim=none; dmarc=pass (p=reject)" in field
    report = mails.titled(f"noreply@partner.{domain}", f"postmaster@{domain}", f"Report Domain: {domain}")
    programs.deliver(report, f"noreply@partner.{domain}", f"postmaster@{domain}")
    programs.wait_for(administrator, report)
    (found,) = Mailboxes(office.config).report_mails(domain)
    mail = message_from_string(found, policy=email.policy.default)
    assert report.message_id in found and isinstance(mail, EmailMessage)
    assert proved_sender(mail, host) == f"partner.{domain}"
    forged = mails.plain(f"president@forged.{domain}", administrator.address)
    programs.deliver(forged, OUTSIDER, administrator.address)
    field = _results(programs.wait_for(administrator, forged, "Junk"), host)
    assert f"dmarc=fail (p=reject) header.from=forged.{domain}" in field
    own = mails.plain(administrator.address, administrator.address)
    programs.send(own, administrator, administrator.address)
    assert f"auth=pass smtp.mailfrom={domain}" in _results(programs.wait_for(administrator, own), host)


def _results(content: bytes, host: str) -> str:
    """The one field that is ours."""
    fields = [" ".join(each.split()) for each in message_from_bytes(content).get_all("Authentication-Results", [])]
    (field,) = [each for each in fields if each.startswith(f"{host};")]
    return field
