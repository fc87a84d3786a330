"""What mail programs get when they ask for their settings (C11)."""

import plistlib
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client

from fumibako.chapters.identity.logins.services import set_two_step
from fumibako.chapters.mail.software.discovery import OUTLOOK
from fumibako.chapters.mail.software.views import LONGEST_REQUEST
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.own_certificate.control import OwnCertificate
from tests.contracts.people import Office, browser, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C11")]
REQUEST = "http://schemas.microsoft.com/exchange/autodiscover/outlook/requestschema/2006"
PROTOCOL = f"{{http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006}}Response/{{{OUTLOOK}}}"
BOMB = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]>'
STRANGE_FILE = '<!DOCTYPE a [<!ENTITY c SYSTEM "file:///etc/passwd">]>'


@pytest.fixture
def ours() -> Office:
    return make("わたし", "ours.example")


def thunderbird(address: str, called: str = "") -> HttpResponse:
    asked = {"emailaddress": address} if address else {}
    return browser().get("/mail/config-v1.1.xml", asked, headers={"x-mail-domain": called})


def outlook(address: str, *, called: str = "", schema: str = OUTLOOK, before: str = "") -> HttpResponse:
    body = (
        f'{before}<Autodiscover xmlns="{REQUEST}"><Request><EMailAddress>{address}</EMailAddress>'
        f"<AcceptableResponseSchema>{schema}</AcceptableResponseSchema></Request></Autodiscover>"
    )
    return sent(browser(), body.encode(), called)


def sent(client: Client, body: bytes, called: str = "") -> HttpResponse:
    path = "/autodiscover/autodiscover.xml"
    return client.post(path, body, content_type="text/xml", headers={"x-mail-domain": called})


def error_of(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.content).findtext(".//{*}ErrorCode") or ""


def test_thunderbird_gets_the_servers_of_the_sheet(ours: Office) -> None:
    answer = thunderbird("suzuki@ours.example")
    assert answer.headers["Content-Type"].startswith("text/xml")
    root = ElementTree.fromstring(answer.content)
    found = [
        (server.get("type"), server.findtext("hostname"), server.findtext("port"), server.findtext("socketType"))
        for server in root.iter()
        if server.tag in ("incomingServer", "outgoingServer")
    ]
    host = "mail.fumibako.test"
    assert found == [
        ("imap", host, "993", "SSL"),
        ("smtp", host, "465", "SSL"),
        ("pop3", host, "995", "SSL"),
        ("smtp", host, "587", "STARTTLS"),
    ]
    assert {name.text for name in root.iter("username")} == {"%EMAILADDRESS%"}
    assert browser().get("/.well-known/autoconfig/mail/config-v1.1.xml?emailaddress=a@ours.example").content == (
        answer.content
    )


@pytest.mark.parametrize("address", ["suzuki@ours.example", "nobody@ours.example", "SUZUKI@OURS.example", ""])
def test_whether_there_is_such_an_account_is_not_told(ours: Office, address: str) -> None:
    assert thunderbird(address, "ours.example").content == thunderbird("", "ours.example").content
    if address:
        answer = outlook(address).content.decode()
        assert answer.replace(address.lower(), "x") == outlook("x@ours.example").content.decode().replace(
            "x@ours.example", "x"
        )


def test_under_another_name_of_a_domain_one_logs_in_with_the_accounts_own(ours: Office) -> None:
    Domain.objects.create(customer=ours.made.customer, name="old.example", alias_of=ours.made.domain)
    names = ElementTree.fromstring(thunderbird("suzuki@old.example").content).iter("username")
    assert {name.text for name in names} == {"%EMAILLOCALPART%@ours.example"}
    login = ElementTree.fromstring(outlook("suzuki@old.example").content).findtext(f".//{{{OUTLOOK}}}LoginName")
    assert login == "suzuki@ours.example"


def test_outlook_gets_the_servers_with_tls_from_the_start(ours: Office) -> None:
    root = ElementTree.fromstring(outlook("suzuki@ours.example").content)
    found = [tuple(part.text for part in protocol)[:3] for protocol in root.iter(f"{{{OUTLOOK}}}Protocol")]
    host = "mail.fumibako.test"
    assert found == [("IMAP", host, "993"), ("SMTP", host, "465"), ("POP3", host, "995")]
    assert {ssl.text for ssl in root.iter(f"{{{OUTLOOK}}}SSL")} == {"on"}


def test_outlooks_other_way_leads_to_the_same_address(ours: Office) -> None:
    found = browser().get("/autodiscover/autodiscover.json", {"Email": "a@b.example", "Protocol": "AutodiscoverV1"})
    assert found.json()["Url"] == "https://mail.fumibako.test/autodiscover/autodiscover.xml"
    assert browser().get("/autodiscover/autodiscover.json", {"Protocol": "ActiveSync"}).status_code == 400


def test_case_127_another_domain_and_other_peoples_are_not_answered_for(ours: Office) -> None:
    make("となり", "theirs.example")
    assert thunderbird("a@elsewhere.example").status_code == 404
    assert thunderbird("a@theirs.example", "ours.example").status_code == 404
    assert thunderbird("", "elsewhere.example").status_code == 404
    assert error_of(outlook("a@elsewhere.example")) == "500"
    assert error_of(outlook("a@theirs.example", called="ours.example")) == "500"


@pytest.mark.parametrize("before", [BOMB, STRANGE_FILE], ids=["bomb", "file"])
def test_case_127_entities_are_refused_unread(ours: Office, before: str) -> None:
    answer = outlook("suzuki&c;@ours.example", before=before)
    assert error_of(answer) == "600" and b"root:" not in answer.content


@pytest.mark.parametrize("address", ["&lt;script&gt;@ours.example", "a@ours.example&#10;x", "", "a", "@", "\u0661@b"])
def test_case_127_what_is_no_address_is_not_echoed(ours: Office, address: str) -> None:
    answer = outlook(address)
    assert error_of(answer) == "500" and b"script" not in answer.content


def test_what_is_no_request_is_refused_in_outlooks_words(ours: Office) -> None:
    for body in (b"", b"<a", b"\xff\xfe<", b'<?xml version="1.0" encoding="nothing"?><a/>', b"x=1&y=2"):
        assert error_of(sent(browser(), body)) == "600"
    assert error_of(outlook("a@ours.example", schema="http://example.invalid/mobilesync")) == "601"
    assert sent(browser(), b"<a>" + b"x" * LONGEST_REQUEST + b"</a>").status_code == 413
    assert sent(browser(checks_tokens=True), b"<a/>").status_code == 200


def test_the_apple_profile_is_of_ones_own_account_and_replaces_itself(ours: Office) -> None:
    client = member(ours.user)
    answer = client.get("/user/software/apple.mobileconfig")
    assert answer.headers["Content-Type"] == "application/x-apple-aspen-config"
    assert 'filename="suzuki@ours.example.mobileconfig"' in answer.headers["Content-Disposition"]
    profile = plistlib.loads(answer.content)
    (account,) = profile["PayloadContent"]
    assert account["EmailAddress"] == account["IncomingMailServerUsername"] == "suzuki@ours.example"
    assert (account["IncomingMailServerPortNumber"], account["OutgoingMailServerPortNumber"]) == (993, 465)
    assert account["IncomingMailServerUseSSL"] and account["OutgoingMailServerUseSSL"]
    assert not any("Password" in key and key.endswith("Password") for key in account if "Same" not in key)
    assert client.get("/user/software/apple.mobileconfig").content == answer.content
    theirs = plistlib.loads(member(ours.made.administrator).get("/user/software/apple.mobileconfig").content)
    assert theirs["PayloadUUID"] != profile["PayloadUUID"]


def test_a_profile_is_signed_where_the_agent_does_it(ours: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OwnCertificate, "signed", lambda self, profile: b"signed " + profile)
    answer = member(ours.user).get("/user/software/apple.mobileconfig")
    assert answer.content.startswith(b"signed <?xml")


def test_the_page_tells_the_steps_of_each_program(ours: Office) -> None:
    client = member(ours.user)
    text = client.get("/user/software/", headers={"accept-language": "ja"}).content.decode()
    assert "apple.mobileconfig" in text
    assert all(name in text for name in ("Thunderbird", "Outlook", "iPhone", "Android"))


def test_with_two_step_verification_the_sheet_asks_for_an_app_password(ours: Office) -> None:
    words = "メールアカウントのパスワードではなく、アプリパスワードを入力してください"
    user = member(ours.user)
    assert words not in user.get("/user/software/").content.decode()
    set_two_step(login=ours.user.mailbox.login, has_two_step=True)
    page = user.get("/user/software/").content.decode()
    assert words in page and 'href="/user/app-passwords/"' in page
    assert "お忘れの場合は再設定してください" not in page
