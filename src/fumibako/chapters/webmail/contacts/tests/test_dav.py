"""CardDAV as telephones speak it: found, read, written, refused. A real client: tests/journeys/test_carddav.py."""

import base64
import hashlib
from typing import Any
from xml.etree import ElementTree

import pytest
from django.http import HttpResponse
from django.test import Client

from fumibako.chapters.identity.logins.password_policy import mark_of
from fumibako.chapters.identity.logins.services import set_two_step
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.app_passwords.models import AppPassword
from fumibako.chapters.mail.login_places.services import set_account_places
from fumibako.chapters.webmail.contacts import rules, services
from fumibako.chapters.webmail.contacts.models import Contact
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.machine.formats.vcard import Card
from fumibako.machine.state.mail.login_places import Places
from tests.contracts.people import Office, make

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C12")]
CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:A-1\r\nN:佐藤;花子;;;\r\nFN:佐藤 花子\r\nitem1.EMAIL:hanako@out.example\r\n"
    "TEL;TYPE=CELL:090-1234-5678\r\nADR;TYPE=HOME:;;千代田1-1;千代田区;東京都;100-0001;日本\r\nPHOTO;ENCODING=b;TYPE=JPEG:AAAA\r\n"
    " BBBB\r\nEND:VCARD\r\n"
).encode()
PROPFIND = '<d:propfind xmlns:d="DAV:"><d:prop>{}</d:prop></d:propfind>'
OWN, COMPANY = "/dav/suzuki@ours.example/contacts/", "/dav/suzuki@ours.example/company/"
CTAG = '<c:getctag xmlns:c="http://calendarserver.org/ns/"/>'


class Telephone:
    """Everything it asks for, by the password that it was given."""

    def __init__(self, address: str, password: str) -> None:
        self.authorization = "Basic " + base64.b64encode(f"{address}:{password}".encode()).decode()

    def __call__(self, method: str, path: str, content: Any = b"", **headers: str) -> HttpResponse:
        named = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        given = {"HTTP_AUTHORIZATION": self.authorization, "content_type": "application/xml", "secure": True, **named}
        return Client().generic(method, path, content, **given)


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.fixture
def mailbox(ours: Office) -> Mailbox:
    return ours.user.mailbox


@pytest.fixture
def telephone(ours: Office) -> Telephone:
    return Telephone(ours.user.mailbox.address, ours.user.password)


def texts(answer: HttpResponse, name: str) -> list[str]:
    assert answer.status_code == 207, answer.content
    return ["".join(each.itertext()).strip() for each in ElementTree.fromstring(answer.content).iter(name)]


def test_a_telephone_finds_its_books_by_the_address_alone(telephone: Telephone) -> None:
    begin = telephone("PROPFIND", "/.well-known/carddav")
    assert (begin.status_code, begin["Location"]) == (302, "/dav/")
    body = PROPFIND.format("<d:current-user-principal/>")
    (home,) = texts(telephone("PROPFIND", "/dav/", body, depth="0"), "{DAV:}current-user-principal")
    assert home == "/dav/suzuki@ours.example/"
    body = PROPFIND.format("<d:displayname/><d:resourcetype/><d:unknown/>")
    answer = telephone("PROPFIND", home, body, depth="1")
    assert texts(answer, "{DAV:}href")[1:] == [OWN, COMPANY]
    assert texts(answer, "{DAV:}displayname")[1:] == ["自分の連絡先", "共有アドレス帳"]
    assert answer.content.count(b"HTTP/1.1 404") == 3 and answer.content.count(b"addressbook") >= 2


def test_what_it_writes_comes_back_whole_and_stands_in_the_webmail(telephone: Telephone, mailbox: Mailbox) -> None:
    before = texts(
        telephone("PROPFIND", OWN, PROPFIND.format(CTAG), depth="0"), "{http://calendarserver.org/ns/}getctag"
    )
    made = telephone("PUT", f"{OWN}A-1.vcf", CARD, if_none_match="*")
    assert (made.status_code, telephone("GET", f"{OWN}A-1.vcf").content) == (201, CARD)
    row = Contact.objects.get(mailbox=mailbox)
    assert (row.name, row.addresses, row.phones) == ("佐藤 花子", "hanako@out.example", "090-1234-5678")
    listed = telephone("PROPFIND", OWN, PROPFIND.format(f"<d:getetag/>{CTAG}"), depth="1")
    assert texts(listed, "{DAV:}getetag")[-1] == made["ETag"]
    assert texts(listed, "{http://calendarserver.org/ns/}getctag")[0] != before[0]
    assert telephone("PUT", f"{OWN}A-1.vcf", CARD, if_none_match="*").status_code == 412
    assert telephone("DELETE", f"{OWN}A-1.vcf", if_match='"another"').status_code == 412
    assert telephone("DELETE", f"{OWN}A-1.vcf", if_match=made["ETag"]).status_code == 204
    assert not Contact.objects.exists()


def test_what_is_changed_in_the_webmail_keeps_what_only_the_telephone_knows(
    telephone: Telephone, mailbox: Mailbox
) -> None:
    telephone("PUT", f"{OWN}A-1.vcf", CARD)
    services.change_contact(contact=Contact.objects.get(), card=Card(name="鈴木 花子", addresses=("h@out.example",)))
    content = telephone("GET", f"{OWN}A-1.vcf").content.decode()
    assert "FN:鈴木 花子" in content and "h@out.example" in content and "090-" not in content
    assert "ADR;TYPE=HOME:;;千代田1-1" in content and "AAAABBBB\r\n" in content and content.count("UID:A-1") == 1


def test_cards_are_read_many_at_once(telephone: Telephone, mailbox: Mailbox) -> None:
    telephone("PUT", f"{OWN}A-1.vcf", CARD)
    report = (
        '<c:addressbook-multiget xmlns:c="urn:ietf:params:xml:ns:carddav" xmlns:d="DAV:"><d:prop><d:getetag/>'
        f"<c:address-data/></d:prop><d:href>{OWN.replace('@', '%40')}A-1.vcf</d:href><d:href>{OWN}x.vcf</d:href>"
        "</c:addressbook-multiget>"
    )
    answer = telephone("REPORT", OWN, report, depth="1")
    (data,) = texts(answer, "{urn:ietf:params:xml:ns:carddav}address-data")
    assert "佐藤" in data and b"404 Not Found" in answer.content
    unknown = '<d:principal-match xmlns:d="DAV:"/>'
    assert telephone("REPORT", OWN, unknown).status_code == 403


def test_case_111_a_card_is_in_an_answer_once_however_often_it_is_asked_for(telephone: Telephone) -> None:
    telephone("PUT", f"{OWN}A-1.vcf", CARD)
    report = (
        '<c:addressbook-multiget xmlns:c="urn:ietf:params:xml:ns:carddav" xmlns:d="DAV:"><d:prop>'
        f"{'<c:address-data/>' * 50}{''.join(f'<d:x{number}/>' for number in range(2000))}</d:prop>"
        f"{f'<d:href>{OWN}A-1.vcf</d:href>' * 50}</c:addressbook-multiget>"
    )
    answer = telephone("REPORT", OWN, report, depth="1")
    assert len(texts(answer, "{urn:ietf:params:xml:ns:carddav}address-data")) == 1
    assert len(answer.content) < 5000


def test_case_111_a_book_is_no_larger_than_can_be_read_at_once(
    telephone: Telephone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "MAX_BOOK", 2 * len(CARD))
    answers = [telephone("PUT", f"{OWN}A-{number}.vcf", CARD).status_code for number in (1, 2, 2, 3)]
    assert answers == [201, 201, 204, 507]


def test_a_full_book_says_so_in_words(telephone: Telephone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MAX_CONTACTS", 1)
    telephone("PUT", f"{OWN}A-1.vcf", CARD)
    answer = telephone("PUT", f"{OWN}A-2.vcf", CARD)
    assert (
        answer.status_code == 507
        and "1件までです" in answer.content.decode()
        and b"quota-not-exceeded" in answer.content
    )


def test_the_company_book_is_read_only(telephone: Telephone) -> None:
    listed = telephone("PROPFIND", COMPANY, PROPFIND.format("<d:getetag/>"), depth="1")
    card = texts(listed, "{DAV:}href")[1]
    content = telephone("GET", card)
    assert content["Content-Type"].startswith("text/vcard") and b"@ours.example" in content.content
    for method in ("PUT", "DELETE"):
        assert telephone(method, card, CARD).status_code == 403


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"BEGIN:VCARD\r\nEND:VCARD", b"BEGIN:VCARD\r\nFN:a\r\nNOTE:" + b"x" * 200_000 + b"\r\nEND:VCARD\r\n"],
)
def test_case_111_what_is_no_card_or_too_large_is_refused(telephone: Telephone, content: bytes) -> None:
    answer = telephone("PUT", f"{OWN}A-1.vcf", content)
    if content.endswith(b"\nEND:VCARD"):
        assert answer.status_code == 201  # of nobody: named as its file is
    else:
        assert answer.status_code == 403 and not Contact.objects.exists()


@pytest.mark.parametrize(
    "body", ['<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "<a", '<a><!ENTITY x SYSTEM "file:///etc/passwd"></a>']
)
def test_case_111_hostile_xml_is_a_bad_request(telephone: Telephone, body: str) -> None:
    assert telephone("PROPFIND", OWN, body).status_code == 400


def test_nobody_else_comes_in(ours: Office, telephone: Telephone) -> None:
    telephone("PUT", f"{OWN}A-1.vcf", CARD)
    theirs = make("株式会社あちら", "theirs.example").user
    others = (
        (Telephone(theirs.mailbox.address, theirs.password), 403),
        (Telephone(ours.made.administrator.mailbox.address, ours.made.administrator.password), 403),
        (Telephone("suzuki@ours.example", "wrong"), 401),
        (Telephone("nobody@ours.example", "x"), 401),
        (Telephone("", ""), 401),
    )
    for other, status in others:
        for method in ("PROPFIND", "GET", "PUT", "DELETE"):
            assert other(method, f"{OWN}A-1.vcf", CARD).status_code == status
    assert Client().generic("PROPFIND", OWN, secure=True).status_code == 401
    assert Contact.objects.count() == 1


def test_with_two_steps_only_an_app_password_for_reading_mail_opens_it(ours: Office, mailbox: Mailbox) -> None:
    set_two_step(login=mailbox.login, has_two_step=True)
    for text, protocols in (("reading", ["imap"]), ("sending", ["smtp"])):
        digest, proof = hashlib.sha256(text.encode()).hexdigest(), mark_of(mailbox.login.password_hash)
        row = {"login": mailbox.login, "name": text, "digest": digest, "proof": proof}
        AppPassword.objects.create(protocols=protocols, **row)
    opened = [
        Telephone(mailbox.address, text)("PROPFIND", "/dav/").status_code
        for text in ("reading", "sending", ours.user.password)
    ]
    assert opened == [207, 401, 401]


@pytest.mark.feature("A7")
def test_a_rule_for_mail_programs_holds_for_telephones(mailbox: Mailbox, telephone: Telephone) -> None:
    given = {"web": Places.ANYWHERE, "programs": Places.LISTED, "networks": ["192.0.2.0/24"]}
    set_account_places(actor=SYSTEM, mailbox=mailbox, **given)  # type: ignore[arg-type]
    for remote, status in (("192.0.2.7", 207), ("203.0.113.7", 403)):
        assert telephone("PROPFIND", OWN, x_real_ip=remote).status_code == status
