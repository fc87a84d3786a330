"""Address books: rules, files, completion, whose they are."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.webmail.contacts import errors, queries, services
from fumibako.chapters.webmail.contacts.models import Colleague, CompanyContact, Contact
from fumibako.groundwork.audit.models import Entry
from fumibako.machine.formats.mime import Person
from fumibako.machine.formats.vcard import Card
from tests.contracts.declared import PERSON
from tests.contracts.people import Office, make, member

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C12")]
HANAKO = Card(name="佐藤 花子", reading="サトウ ハナコ", company="取引先㈱", addresses=("hanako@out.example",))
AT = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def ours() -> Office:
    return make("株式会社わたし", "ours.example")


@pytest.fixture
def mailbox(ours: Office) -> Mailbox:
    return ours.user.mailbox


@pytest.fixture
def client(ours: Office) -> Client:
    return member(ours.user)


def books(client: Client, content: bytes, path: str = "/mail/contacts/files/") -> str:
    answer = client.post(path, {"file": SimpleUploadedFile("a", content)})
    return answer.content.decode()


@pytest.mark.parametrize(
    ("card", "refusal"),
    [
        (Card(), errors.NobodyNamed),
        (Card(name="a" * 101), errors.UnreadableText),
        (Card(name="a\x00b"), errors.UnreadableText),
        (Card(name="a", addresses=("間違い",)), errors.NoMailAddress),
        (Card(name="a", addresses=("a@b.example\r\nBcc: x@y.example",)), errors.NoMailAddress),
        (Card(name="a", phones=("電話なし",)), errors.NoPhoneNumber),
        (Card(name="a", phones=("1",) * 6), errors.NoPhoneNumber),
        (Card(name="a", addresses=tuple(f"a{n}@b.example" for n in range(6))), errors.TooManyLines),
        (Card(name="a", note="a" * 1001), errors.NoteTooLong),
    ],
)
def test_what_may_not_stand_there_is_refused(mailbox: Mailbox, card: Card, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        services.add_contact(mailbox=mailbox, card=card)
    assert not Contact.objects.exists()


def test_what_is_typed_wide_is_kept_narrow(mailbox: Mailbox) -> None:
    card = Card(name="佐藤", addresses=("ｈａｎａｋｏ＠ｏｕｔ．ｅｘａｍｐｌｅ",), phones=("０３－１２３４－５６７８",))
    kept = services.add_contact(mailbox=mailbox, card=card).card()
    assert (kept.addresses, kept.phones) == (("hanako@out.example",), ("03-1234-5678",))


def test_extensions_are_telephone_numbers(mailbox: Mailbox) -> None:
    card = Card(name="佐藤", phones=("内線 12", "03-1234-5678 (代表)"))
    assert services.add_contact(mailbox=mailbox, card=card).card().phones == card.phones


def test_a_file_that_comes_twice_doubles_nobody(client: Client, mailbox: Mailbox) -> None:
    content = "氏名,E-mail,電話\n佐藤 花子,Hanako@out.example,03-1\n田中,,03-2\n".encode("cp932")
    assert "新規 2 件" in books(client, content)
    assert "新規 0 件" in books(client, content)
    assert Contact.objects.filter(mailbox=mailbox).count() == 2


def test_what_a_file_leaves_empty_stays(mailbox: Mailbox) -> None:
    services.add_contact(mailbox=mailbox, card=HANAKO)
    services.import_contacts(mailbox=mailbox, content=b"BEGIN:VCARD\nFN:H\nEMAIL:hanako@out.example\nEND:VCARD\n")
    kept = Contact.objects.get().card()
    assert (kept.name, kept.company) == ("H", "取引先㈱")


def test_lines_that_are_wrong_are_told_and_left_out(client: Client, mailbox: Mailbox) -> None:
    page = books(client, "名前,メールアドレス\n佐藤,hanako@out.example\n田中,間違い\n".encode())
    assert "3 件目" in page and "間違い" in page and Contact.objects.count() == 1


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"\xff\xfe\0", b"PK\x03\x04", b'name\n"a'])
def test_a_file_that_is_no_book_is_refused(client: Client, mailbox: Mailbox, content: bytes) -> None:
    assert client.post("/mail/contacts/files/", {"file": SimpleUploadedFile("a", content)}).status_code == 422


def test_a_download_is_read_back_unchanged_and_executes_nothing(client: Client, mailbox: Mailbox) -> None:
    services.add_contact(mailbox=mailbox, card=Card(name="=1+1", note="@x", addresses=("a@out.example",)))
    before = [(row.name, row.note) for row in Contact.objects.all()]
    for kind in ("csv", "vcard"):
        content = client.get(f"/mail/contacts/download/?as={kind}").content
        Contact.objects.all().delete()
        books(client, content)
        assert [(row.name, row.note) for row in Contact.objects.all()] == before
    assert b"'=1+1" in client.get("/mail/contacts/download/?as=csv").content


def test_those_written_to_most_are_offered_first(client: Client, ours: Office, mailbox: Mailbox) -> None:
    services.add_contact(mailbox=mailbox, card=HANAKO)
    services.add_company_contact(
        actor=PERSON, customer=ours.made.customer, card=Card(name="佐藤 次郎", addresses=("jiro@out.example",))
    )
    for _ in range(2):
        services.remember(mailbox=mailbox, people=[Person("佐藤 三郎", "saburo@out.example")], at=AT)
    found = client.get("/mail/contacts/offered/?q=佐藤").json()["people"]
    assert [each["address"] for each in found] == ["saburo@out.example", "hanako@out.example", "jiro@out.example"]
    assert client.get("/mail/contacts/offered/?q=ｓｕｚｕｋｉ").json()["people"][0]["address"] == mailbox.address
    assert client.get("/mail/contacts/offered/?q=").json() == {"people": []}


def test_nobody_sees_anothers_book(client: Client, ours: Office, mailbox: Mailbox) -> None:
    theirs = make("株式会社あちら", "theirs.example")
    services.add_contact(mailbox=theirs.user.mailbox, card=HANAKO)
    services.add_contact(mailbox=ours.made.administrator.mailbox, card=HANAKO)
    services.add_company_contact(actor=PERSON, customer=theirs.made.customer, card=HANAKO)
    for path in (
        "/mail/contacts/",
        "/mail/contacts/company/",
        "/mail/contacts/offered/?q=a",
        "/mail/contacts/download/",
    ):
        assert "hanako" not in client.get(path).content.decode()
    page = client.get(f"/mail/write/?contact={Contact.objects.first().pk}")  # type: ignore[union-attr]
    assert "hanako" not in page.content.decode()
    client.post("/mail/contacts/delete/", {"contact": [row.pk for row in Contact.objects.all()]})
    assert Contact.objects.count() == 2


def test_suspended_and_hidden_accounts_are_not_in_the_book(ours: Office, mailbox: Mailbox) -> None:
    card = Card(department="営業部", addresses=(mailbox.address,))
    services.describe_account(actor=PERSON, mailbox=mailbox, card=card, is_hidden=True)
    assert mailbox.address not in [known.account for known in queries.company_book(ours.made.customer)]
    services.describe_account(actor=PERSON, mailbox=mailbox, card=card, is_hidden=False)
    assert mailbox.address in [known.account for known in queries.company_book(ours.made.customer, "営業")]
    mailbox.login.is_suspended = True
    mailbox.login.save()
    assert mailbox.address not in [known.account for known in queries.company_book(ours.made.customer)]


def test_a_companys_list_describes_accounts_and_adds_the_others(ours: Office, mailbox: Mailbox) -> None:
    content = f"名前,部署,メールアドレス\nx,経理部,{mailbox.address}\n佐藤,,hanako@out.example\n".encode()
    done = services.import_company_book(actor=PERSON, customer=ours.made.customer, content=content)
    assert (done.added, done.changed) == (1, 1)
    assert queries.colleague_of(mailbox).department == "経理部"
    assert CompanyContact.objects.get().name == "佐藤"
    assert Entry.objects.filter(action="address_book.import", customer_number=ours.made.customer.number).exists()


def test_an_account_is_no_outside_address(ours: Office, mailbox: Mailbox) -> None:
    card = Card(name="a", addresses=(mailbox.address.upper(),))
    with pytest.raises(errors.AccountOfOurs):
        services.add_company_contact(actor=PERSON, customer=ours.made.customer, card=card)


def test_a_user_keeps_no_company_book(client: Client) -> None:
    assert client.get("/admin/address-book/").status_code == 404


def test_ticked_contacts_become_recipients(client: Client, mailbox: Mailbox) -> None:
    key = services.add_contact(mailbox=mailbox, card=HANAKO).pk
    page = client.get("/mail/write/", {"contact": [key], "to": ["田中 <tanaka@out.example>", ""]}).content.decode()
    assert "田中 &lt;tanaka@out.example&gt;, 佐藤 花子 &lt;hanako@out.example&gt;" in page


def test_a_hostile_name_is_text(client: Client, mailbox: Mailbox) -> None:
    services.add_contact(mailbox=mailbox, card=Card(name="<script>x</script>", addresses=("a@out.example",)))
    page: Any = client.get("/mail/contacts/").content.decode()
    assert "<script>x" not in page and "&lt;script&gt;x" in page


def test_a_book_of_the_company_describes_accounts_and_hides_none_again(ours: Office, mailbox: Mailbox) -> None:
    card = Card(department="営業部", addresses=(mailbox.address,))
    services.describe_account(actor=PERSON, mailbox=mailbox, card=card, is_hidden=True)
    content = f"名前,部署,メールアドレス\n佐藤,総務部,{mailbox.address}\n田中,,tanaka@out.example\n".encode()
    customer = ours.made.customer
    first = services.import_company_book(actor=PERSON, customer=customer, content=content)
    again = services.import_company_book(actor=PERSON, customer=customer, content=content)
    assert (first.added, first.changed, again.added, again.changed) == (1, 1, 0, 2)
    described = Colleague.objects.get(mailbox=mailbox)
    assert (described.department, described.is_hidden) == ("総務部", True)
    assert CompanyContact.objects.filter(customer=customer).count() == 1


def test_a_file_is_written_in_a_few_statements(mailbox: Mailbox, django_assert_max_num_queries: Any) -> None:
    lines = "".join(f"人{n},n{n}@out.example\n" for n in range(100))
    content = f"名前,メールアドレス\n{lines}".encode()
    for _ in range(2):
        with django_assert_max_num_queries(20):
            services.import_contacts(mailbox=mailbox, content=content)
