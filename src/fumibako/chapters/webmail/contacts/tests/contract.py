from fumibako.chapters.webmail.contacts import services
from fumibako.chapters.webmail.contacts.models import CompanyContact, Contact
from fumibako.machine.formats.vcard import Card
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office

OUTSIDER = Card(name="佐藤 花子", company="取引先株式会社", addresses=("hanako@out.example",))
PICTURED = (
    b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Hanako\r\nEMAIL:hanako@out.example\r\nPHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgoAAAANSUhE"
    b"UgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNgYGBgAAAABQABeqhXUAAAAABJRU5ErkJggg==\r\nEND:VCARD\r\n"
)
CSV = "名前,メールアドレス\n佐藤,sato@out.example\n".encode()


def _company_contact(office: Office) -> CompanyContact:
    there = CompanyContact.objects.filter(customer=office.made.customer).first()
    return there or services.add_company_contact(actor=PERSON, customer=office.made.customer, card=OUTSIDER)


def _contact(office: Office) -> Contact:
    mailbox = office.made.administrator.mailbox
    there = Contact.objects.filter(mailbox=mailbox).first()
    return there or services.put_card(mailbox=mailbox, uid="987654320", octets=PICTURED)[0]


CONTRACT = Contract(
    uses={
        services.add_company_contact: _company_contact,
        services.change_company_contact: lambda o: services.change_company_contact(
            actor=PERSON, contact=_company_contact(o), card=OUTSIDER
        ),
        services.delete_company_contact: lambda o: services.delete_company_contact(
            actor=PERSON, contact=_company_contact(o)
        ),
        services.describe_account: lambda o: services.describe_account(
            actor=PERSON,
            mailbox=o.user.mailbox,
            card=Card(department="総務部", addresses=(o.user.mailbox.address,)),
            is_hidden=False,
        ),
        services.import_company_book: lambda o: services.import_company_book(
            actor=PERSON, customer=o.made.customer, content=CSV
        ),
    },
    values=lambda office: {
        "contact": str(_contact(office).pk),
        "company_contact": str(_company_contact(office).pk),
        "book": "contacts",
        "card": "987654321.vcf",
    },
    nobodys={"contact": "987654321", "company_contact": "987654321", "book": "contacts", "card": "987654321.vcf"},
    looks=(
        "/mail/contacts/?search=x",
        "/mail/contacts/?group=x",
        "/mail/contacts/delete/?contact=1",
        "/admin/address-book/?search=x",
    ),
    answers=(
        Answer("/mail/contacts/add/", {"name": "", "addresses": "間違い"}, 422),
        Answer("/mail/contacts/add/", {"name": "{new}", "addresses": "{new}@out.example"}, 200),
        Answer("/admin/address-book/add/", {"name": "{new}", "addresses": "", "phones": "x"}, 422),
        Answer("/admin/address-book/add/", {"name": "{new}", "addresses": "{new}@out.example"}, 200),
        Answer("/admin/address-book/accounts/{address}/", {"department": "営業部", "phones": "03-1234-5678"}, 200),
    ),
)
