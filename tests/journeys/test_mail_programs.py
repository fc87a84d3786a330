"""Mail programs find their servers by themselves, as Thunderbird and Outlook ask: by the customer's own names (C11)."""

import imaplib
from xml.etree import ElementTree

import pytest

from tests.journeys.clients import MailPrograms, Person
from tests.journeys.office import Office
from tests.journeys.test_front_door import request, said, status_of

pytestmark = [pytest.mark.box, pytest.mark.feature("C11")]
CONFIG = "/mail/config-v1.1.xml"


def test_thunderbird_and_outlook_find_what_one_can_log_in_with(
    programs: MailPrograms, office: Office, suzuki: Person
) -> None:
    domain = suzuki.address.partition("@")[2]
    asked = request(office, f"GET {CONFIG}?emailaddress={suzuki.address} HTTP/1.1", f"autoconfig.{domain}")
    for port in ("http", "https"):
        answer = said(programs, asked, port)
        assert status_of(answer) == 200
        root = ElementTree.fromstring(answer.partition(b"\r\n\r\n")[2])
        imap = next(server for server in root.iter("incomingServer") if server.get("type") == "imap")
        assert imap.findtext("hostname") == office.config.hostname
        login = (imap.findtext("username") or "").replace("%EMAILADDRESS%", suzuki.address)
        with imaplib.IMAP4_SSL(programs.host, int(imap.findtext("port") or 0), ssl_context=programs.context) as program:
            assert program.login(login, suzuki.password)[0] == "OK"
    for host, path, port, status in (
        (f"autoconfig.{domain}", "/login/", "https", 404),
        ("autoconfig.elsewhere.example", CONFIG, "http", 404),
        (f"autodiscover.{domain}", "/Autodiscover/Autodiscover.xml", "http", 302),
        (f"autodiscover.{domain}", "/Autodiscover/Autodiscover.xml", "https", 405),  # it is posted
        (office.config.hostname, "/AutoDiscover/AutoDiscover.xml", "https", 405),
        (f"autodiscover.{domain}", "/admin/", "https", 404),
    ):
        answer = said(programs, request(office, f"GET {path} HTTP/1.1", host), port)
        assert status_of(answer) == status, (host, path, port)
        if status == 302:
            assert f"Location: {office.config.site_url}/autodiscover/autodiscover.xml\r\n".encode() in answer


def test_case_127_whose_name_was_called_is_said_by_nginx_alone(
    programs: MailPrograms, office: Office, suzuki: Person
) -> None:
    domain = suzuki.address.partition("@")[2]
    forged = request(office, f"GET {CONFIG} HTTP/1.1", "", f"X-Mail-Domain: {domain}")
    assert status_of(said(programs, forged)) == 404
