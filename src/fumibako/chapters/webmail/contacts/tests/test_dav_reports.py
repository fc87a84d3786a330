"""What has changed since a telephone was last here, and cards that are looked for."""

import base64
from io import BytesIO
from xml.sax.saxutils import escape

import pytest
from django.http import HttpResponse
from PIL import Image

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.contacts import dav_sync, services
from fumibako.chapters.webmail.contacts.models import Contact, Told
from fumibako.chapters.webmail.contacts.queries import contact_of
from fumibako.chapters.webmail.contacts.tests.test_dav import (
    CARD,
    COMPANY,
    OWN,
    PROPFIND,
    Telephone,
    mailbox,
    ours,
    telephone,
    texts,
)
from fumibako.machine.formats import vcard
from fumibako.machine.formats.vcard import Card
from tests.contracts.people import Office, make, member

__all__ = ["mailbox", "ours", "telephone"]

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C12")]
HREF, TOKEN = "{DAV:}href", "{DAV:}sync-token"


def report(telephone: Telephone, token: str = "", *, book: str = OWN, more: str = "") -> HttpResponse:
    asked = (
        f'<d:sync-collection xmlns:d="DAV:"><d:sync-token>{escape(token)}</d:sync-token><d:sync-level>1</d:sync-level>'
        f"{more}<d:prop><d:getetag/></d:prop></d:sync-collection>"
    )
    return telephone("REPORT", book, asked)


def changes(telephone: Telephone, token: str = "", book: str = OWN) -> tuple[list[str], list[str], str]:
    """Names of those that are there, of those that are gone, and the next token."""
    answer = report(telephone, token, book=book)
    names = [href.removeprefix(book) for href in texts(answer, HREF)]
    gone = answer.content.count(b"HTTP/1.1 404")
    return names[: len(names) - gone], names[len(names) - gone :], texts(answer, TOKEN)[0]


def put(telephone: Telephone, *names: str, text: bytes = CARD) -> None:
    for name in names:
        assert telephone("PUT", f"{OWN}{name}", text).status_code in (201, 204)


def test_a_telephone_is_told_what_has_changed_since_it_was_here(telephone: Telephone, mailbox: Mailbox) -> None:
    put(telephone, "a.vcf", "b.vcf", "c.vcf")
    there, gone, first = changes(telephone)
    assert (there, gone) == (["a.vcf", "b.vcf", "c.vcf"], [])
    assert changes(telephone, first) == ([], [], first)
    assert texts(telephone("PROPFIND", OWN, PROPFIND.format("<d:sync-token/>"), depth="0"), TOKEN) == [first]
    put(telephone, "d.vcf")
    services.change_contact(contact=Contact.objects.get(uid="b"), card=Card(name="別人"))
    telephone("DELETE", f"{OWN}a.vcf")
    there, gone, second = changes(telephone, first)
    assert (sorted(there), gone) == (["b.vcf", "d.vcf"], ["a.vcf"])
    assert changes(telephone, second) == ([], [], second)
    put(telephone, "a.vcf")  # as it was
    assert changes(telephone, first)[:2] == (["b.vcf", "d.vcf"], [])


def test_the_company_book_is_synchronised_too(ours: Office, telephone: Telephone) -> None:
    there, _, token = changes(telephone, book=COMPANY)
    assert len(there) == 2
    Mailbox.objects.filter(pk=ours.user.mailbox.pk).update(display_name="改名")
    assert len(changes(telephone, token, book=COMPANY)[0]) == 1


@pytest.mark.parametrize("token", ["data:,x", "x", "data:,", "http://a.example/", "data:,' OR 1=1", "9" * 5000])
def test_a_token_that_nobody_was_told_is_none(telephone: Telephone, token: str) -> None:
    answer = report(telephone, token)
    assert answer.status_code == 403 and b"valid-sync-token" in answer.content


def test_anothers_token_is_none(ours: Office, telephone: Telephone) -> None:
    put(telephone, "a.vcf")
    token = changes(telephone)[2]
    theirs = make("株式会社あちら", "theirs.example").user
    asked = report(Telephone(theirs.mailbox.address, theirs.password), token, book=OWN.replace("ours", "theirs"))
    assert asked.status_code == 403


def test_no_more_is_kept_than_telephones_need(telephone: Telephone) -> None:
    for number in range(dav_sync.MOST_TOLD + 3):
        put(telephone, f"{number}.vcf")
        changes(telephone)
    assert Told.objects.count() == dav_sync.MOST_TOLD


def test_more_than_are_wanted_are_not_answered_in_part(telephone: Telephone) -> None:
    put(telephone, "a.vcf", "b.vcf")
    answer = report(telephone, more="<d:limit><d:nresults>1</d:nresults></d:limit>")
    assert answer.status_code == 403 and b"number-of-matches-within-limits" in answer.content
    assert telephone("REPORT", OWN, '<d:sync-collection xmlns:d="DAV:"/>').status_code == 400


HANAKO = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:佐藤 花子\r\nitem1.EMAIL:hanako@out.example\r\nTEL:03-1234\r\nEND:VCARD\r\n"
TARO = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Taro YAMADA\r\nEMAIL:taro@x.example\r\nEND:VCARD\r\n"


def asked_for(telephone: Telephone, conditions: str, more: str = "") -> HttpResponse:
    query = (
        '<c:addressbook-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"><d:prop><d:getetag/></d:prop>'
        f"{conditions}{more}</c:addressbook-query>"
    )
    return telephone("REPORT", OWN, query, depth="1")


def prop(name: str, text: str = "", **how: str) -> str:
    given = "".join(f' {key.replace("_", "-")}="{value}"' for key, value in how.items())
    return f'<c:prop-filter name="{name}"><c:text-match{given}>{text}</c:text-match></c:prop-filter>'


UNDEFINED = '<c:prop-filter name="TEL"><c:is-not-defined/></c:prop-filter>'
DEFINED = '<c:prop-filter name="tel"/>'


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ("", ["h", "t"]),
        ("<c:filter/>", ["h", "t"]),
        (f"<c:filter>{prop('FN', '花子')}</c:filter>", ["h"]),
        (f"<c:filter>{prop('FN', 'yamada')}</c:filter>", ["t"]),
        (f"<c:filter>{prop('FN', 'ＹＡＭＡＤＡ')}</c:filter>", ["t"]),
        (f"<c:filter>{prop('FN', 'yamada', collation='i;octet')}</c:filter>", []),
        (f"<c:filter>{prop('EMAIL', 'example')}</c:filter>", ["h", "t"]),
        (f"<c:filter>{prop('EMAIL', 'taro', match_type='starts-with')}</c:filter>", ["t"]),
        (f"<c:filter>{prop('EMAIL', 'out.example', match_type='ends-with')}</c:filter>", ["h"]),
        (f"<c:filter>{prop('EMAIL', 'taro', match_type='equals')}</c:filter>", []),
        (f"<c:filter>{prop('FN', '花子', negate_condition='yes')}</c:filter>", ["t"]),
        (f"<c:filter>{UNDEFINED}</c:filter>", ["t"]),
        (f"<c:filter>{DEFINED}</c:filter>", ["h"]),
        (f"<c:filter test='anyof'>{prop('FN', '花子')}{prop('EMAIL', 'taro')}</c:filter>", ["h", "t"]),
        (f"<c:filter test='allof'>{prop('FN', '花子')}{prop('EMAIL', 'taro')}</c:filter>", []),
    ],
)
def test_cards_are_looked_for(telephone: Telephone, conditions: str, found: list[str]) -> None:
    put(telephone, "h.vcf", text=HANAKO.encode())
    put(telephone, "t.vcf", text=TARO.encode())
    hrefs = texts(asked_for(telephone, conditions), HREF)
    assert [href.removeprefix(OWN).removesuffix(".vcf") for href in hrefs] == found


def test_more_than_are_wanted_are_cut_and_said_to_be(telephone: Telephone) -> None:
    put(telephone, "a.vcf", "b.vcf")
    answer = asked_for(telephone, "", "<c:limit><c:nresults>1</c:nresults></c:limit>")
    assert texts(answer, HREF) == [f"{OWN}a.vcf", OWN] and b"HTTP/1.1 507" in answer.content


@pytest.mark.parametrize(
    ("conditions", "precondition"),
    [
        (prop("FN", "a", collation="i;klingon"), b"supported-collation"),
        (prop("FN", "a", match_type="sounds-like"), b"supported-filter"),
        ('<c:prop-filter name="TEL"><c:param-filter name="TYPE"/></c:prop-filter>', b"supported-filter"),
        (prop("FN", "a") * 60, b"supported-filter"),
    ],
)
def test_case_111_what_is_not_understood_is_said_and_not_left_out(
    telephone: Telephone, conditions: str, precondition: bytes
) -> None:
    answer = asked_for(telephone, f"<c:filter>{conditions}</c:filter>")
    assert answer.status_code == 403 and precondition in answer.content


def with_picture(value: str) -> bytes:
    return CARD.replace(b"PHOTO;ENCODING=b;TYPE=JPEG:AAAA\r\n BBBB", value.encode())


def test_a_telephones_picture_is_in_the_webmail_drawn_anew(
    ours: Office, telephone: Telephone, mailbox: Mailbox
) -> None:
    made = BytesIO()
    Image.new("RGB", (400, 400), "red").save(made, "JPEG")
    octets = base64.b64encode(made.getvalue() + b"<script>").decode()
    browser = member(ours.user)
    for written in (f"PHOTO;ENCODING=b;TYPE=JPEG:{octets}", f"PHOTO:data:image/jpeg;base64,{octets}"):
        telephone("PUT", f"{OWN}A-1.vcf", with_picture(written))
        row = Contact.objects.get(mailbox=mailbox)
        page, shown = (browser.get(f"/mail/contacts/{row.pk}/{end}") for end in ("", "picture/"))
        assert f"/mail/contacts/{row.pk}/picture/" in page.content.decode()
        with Image.open(BytesIO(shown.content)) as image:
            assert (image.format, image.size) == ("PNG", (192, 192))
        assert b"script" not in shown.content and shown["X-Content-Type-Options"] == "nosniff"
    theirs = make("株式会社あちら", "theirs.example").user
    assert member(theirs).get(f"/mail/contacts/{row.pk}/picture/").status_code == 404


@pytest.mark.parametrize("written", ["", "PHOTO;VALUE=uri:http://127.0.0.1/a.png", "PHOTO;ENCODING=b:AAAA", "PHOTO:x"])
def test_case_111_what_is_no_picture_is_none_and_nothing_is_fetched(
    ours: Office, telephone: Telephone, mailbox: Mailbox, written: str
) -> None:
    telephone("PUT", f"{OWN}A-1.vcf", with_picture(written))
    row = Contact.objects.get(mailbox=mailbox)
    assert member(ours.user).get(f"/mail/contacts/{row.pk}/picture/").status_code == 404


def test_a_group_is_seen_and_written_to(ours: Office, mailbox: Mailbox) -> None:
    for name, group in (("佐藤", "取引先"), ("鈴木", "取引先"), ("田中", "友人")):
        services.add_contact(
            mailbox=mailbox, card=Card(name=name, group=group, addresses=(f"{len(name)}{ord(name[0])}@out.example",))
        )
    services.add_contact(mailbox=mailbox, card=Card(name="住所なし", group="取引先"))
    browser = member(ours.user)
    page = browser.get("/mail/contacts/", {"group": "取引先"}).content.decode()
    assert "佐藤" in page and "鈴木" in page and "田中</a>" not in page and "グループ全員に書く" in page
    form = browser.get("/mail/write/", {"group": "取引先"}).content.decode()
    assert "佐藤 &lt;" in form and "鈴木 &lt;" in form and "田中" not in form


def test_a_sender_is_known_by_the_whole_address(mailbox: Mailbox, telephone: Telephone) -> None:
    services.add_contact(mailbox=mailbox, card=Card(name="別人", addresses=("xhanako@out.example",)))
    assert contact_of(mailbox, "hanako@out.example") is None
    services.add_contact(mailbox=mailbox, card=Card(name="花子", addresses=("Hanako@out.example",)))
    put(telephone, "a.vcf")
    found = contact_of(mailbox, "HANAKO@out.example")
    assert found and found.uid == "a"  # which has a picture


def test_properties_are_read_as_they_mean() -> None:
    found = dict(vcard.properties(HANAKO.encode()))
    assert (found["EMAIL"], found["FN"], vcard.picture(HANAKO.encode())) == ("hanako@out.example", "佐藤 花子", b"")
