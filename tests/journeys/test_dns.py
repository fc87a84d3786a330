"""DNS records from the page to a resolver's question (D9)."""

import contextlib
import re
import socket
from typing import Any

import dns.dnssec
import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.query
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset
import dns.xfr
import dns.zone
import pytest

from tests.journeys.clients import MailPrograms, Person, until
from tests.journeys.office import Office
from tests.journeys.web import Browser

pytestmark = [pytest.mark.box, pytest.mark.feature("D9")]


class Resolver:
    """Asks the box's name server, as resolvers do."""

    def __init__(self, office: Office) -> None:
        self._where: dict[str, Any] = {
            "where": office.config.settings.box.listen,
            "port": office.config.ports.dns,
            "timeout": 5,
        }

    def answer(self, name: str, kind: str) -> dns.message.Message:
        answer, _ = dns.query.udp_with_fallback(dns.message.make_query(name, kind), **self._where)
        return answer

    def values(self, name: str, kind: str) -> set[str]:
        return {str(value) for each in self.answer(name, kind).answer for value in each}

    def signed(self, name: dns.name.Name, kind: str) -> tuple[dns.rrset.RRset, dns.rrset.RRset]:
        """A set of records and its signatures."""
        question = dns.message.make_query(name, kind, want_dnssec=True)
        answer, _ = dns.query.udp_with_fallback(question, **self._where)
        wanted = dns.rdatatype.from_text(kind)
        records = answer.find_rrset(answer.answer, name, dns.rdataclass.IN, wanted)
        signatures = answer.find_rrset(answer.answer, name, dns.rdataclass.IN, dns.rdatatype.RRSIG, covers=wanted)
        return records, signatures

    def flood(self, name: str, kind: str, source: str, times: int) -> tuple[int, int]:
        """Ask so often at once by UDP; how many whole answers come, and how many that only say “ask by TCP”."""
        question, where = dns.message.make_query(name, kind).to_wire(), (self._where["where"], self._where["port"])
        answers: list[bytes] = []

        def take(asking: socket.socket, seconds: float) -> None:
            asking.settimeout(seconds)
            with contextlib.suppress(BlockingIOError, TimeoutError):
                while True:
                    answers.append(asking.recv(65_535))

        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            asking.bind((source, 0))
            for _ in range(times):
                asking.sendto(question, where)
                take(asking, 0)
            take(asking, 0.3)
        short = sum(bool(dns.message.from_wire(each).flags & dns.flags.TC) for each in answers)
        return len(answers) - short, short

    def transfer(self, domain: str, source: str = "") -> dns.zone.Zone:
        zone = dns.zone.Zone(domain)
        dns.query.inbound_xfr(self._where["where"], zone, port=self._where["port"], source=source or None)
        return zone


@pytest.fixture
def administrator(office: Office, new_domain: str) -> Person:
    return office.add_customer("株式会社なまえ", new_domain)


def test_a_record_of_the_page_is_served_and_its_undo_as_well(
    programs: MailPrograms, office: Office, administrator: Person
) -> None:
    domain, resolver = administrator.domain, Resolver(office)
    until(lambda: resolver.values(domain, "NS") == {f"{office.config.hostname}."})
    assert resolver.values(domain, "MX") == {f"10 {office.config.hostname}."}
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    text = "v=DKIM1; p=" + "A" * 400
    for name, kind, value in (
        ("shop", "CNAME", "shops.example.net."),
        ("s1._domainkey", "TXT", text),
        ("*.pages", "A", "192.0.2.7"),
    ):
        filled = {"name": name, "kind": kind, "value": value, "ttl": "300"}
        page = browser.submit(browser.get("/admin/web/dns/add/"), "/add/", filled)
        assert page.path == "/admin/web/dns/", page.text
    until(lambda: resolver.values(f"any.pages.{domain}", "A") == {"192.0.2.7"})
    assert resolver.values(f"shop.{domain}", "A") == {"shops.example.net."}
    (written,) = resolver.values(f"s1._domainkey.{domain}", "TXT")
    assert written.replace('" "', "").strip('"') == text
    refused = browser.submit(
        browser.get("/admin/web/dns/add/"), "/add/", {"name": "shop", "kind": "A", "value": "192.0.2.8", "ttl": "300"}
    )
    assert refused.status == 422
    first = re.findall(r'"(/admin/web/dns/history/\d+/)"', browser.get("/admin/web/dns/history/").text)[-1]
    browser.submit(browser.get(first), first, {})
    until(lambda: resolver.answer(f"any.pages.{domain}", "A").rcode() == dns.rcode.NXDOMAIN)
    assert resolver.values(f"shop.{domain}", "A") == {"shops.example.net."}


def test_case_128_nobody_gets_a_whole_zone_but_those_who_are_listed(
    programs: MailPrograms, office: Office, administrator: Person
) -> None:
    resolver = Resolver(office)
    until(lambda: resolver.values(administrator.domain, "NS"))
    with pytest.raises((dns.xfr.TransferError, dns.exception.DNSException)):
        resolver.transfer(administrator.domain)
    assert resolver.answer("nobodys.example", "A").rcode() == dns.rcode.REFUSED
    assert resolver.answer("version.bind", "TXT").rcode() == dns.rcode.REFUSED
    whole, short = resolver.flood(administrator.domain, "ANY", "127.44.0.1", 3_000)
    assert whole <= 1_200 and 0 < short < 2_000, "nobody is flooded in another's name"
    assert resolver.values(administrator.domain, "MX"), "others are answered meanwhile"
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    place = "/admin/web/dns/secondaries/"
    browser.submit(browser.get(place), place, {"addresses": "127.0.0.53"})
    office.settled(administrator.domain)
    zone = resolver.transfer(administrator.domain, "127.0.0.53")
    assert zone.find_rdataset("@", "MX")
    with pytest.raises((dns.xfr.TransferError, dns.exception.DNSException)):
        resolver.transfer(administrator.domain)


def test_a_domain_is_signed_with_the_key_that_the_page_says_and_unsigned_again(
    programs: MailPrograms, office: Office, administrator: Person
) -> None:
    domain, resolver = dns.name.from_text(administrator.domain), Resolver(office)
    browser = Browser(programs, office.config.hostname).log_in(administrator)
    place = "/admin/web/dns/dnssec/"
    browser.submit(browser.get(place), "/dnssec/", {})
    office.settled(administrator.domain)
    until(lambda: "copy_digest" in browser.get(place).text, 20)
    keys, signatures = resolver.signed(domain, "DNSKEY")
    dns.dnssec.validate(keys, signatures, {domain: keys})
    records, signatures = resolver.signed(domain, "MX")
    dns.dnssec.validate(records, signatures, {domain: keys})
    told = dns.dnssec.make_ds(domain, keys[0], "SHA256")
    assert f"{told.key_tag} 13 2 {told.digest.hex().upper()}" in browser.get(place).text
    browser.submit(browser.get(f"{place}key/"), "/key/", {})
    until(lambda: len(resolver.signed(domain, "DNSKEY")[0]) == 2, 20)
    both, signatures = resolver.signed(domain, "DNSKEY")
    dns.dnssec.validate(both, signatures, {domain: keys})
    dns.dnssec.validate(*resolver.signed(domain, "MX"), {domain: both})
    for each in both:
        assert dns.dnssec.make_ds(domain, each, "SHA256").digest.hex().upper() in browser.get(place).text
    browser.submit(browser.get(f"{place}off/"), "/off/", {})
    office.settled(administrator.domain)
    until(lambda: resolver.values(administrator.domain, "DNSKEY") == set(), 20)
    assert resolver.values(administrator.domain, "MX") == {f"10 {office.config.hostname}."}
