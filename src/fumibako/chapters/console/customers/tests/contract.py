from datetime import date

from fumibako.chapters.console.customers import services
from fumibako.chapters.contract.plans.services import Terms
from tests.contracts.declared import CANARY, PERSON, Answer, Contract
from tests.contracts.people import Office

DAY = date(2026, 12, 1)


def _delete(office: Office) -> None:
    office.user.mailbox.login.delete()
    services.delete_customer(actor=PERSON, customer=office.made.customer)


CONTRACT = Contract(
    uses={
        services.add_customer: lambda o: services.add_customer(
            actor=PERSON, name="x", domain="new.example", password=CANARY
        ),
        services.change_contract: lambda o: services.change_contract(
            actor=PERSON, customer=o.made.customer, accounts_max=9, mail_disk_bytes=1 << 40
        ),
        services.change_terms: lambda o: services.change_terms(
            actor=PERSON, customer=o.made.customer, terms=Terms("bank_transfer", DAY, DAY, 6, None)
        ),
        services.rename_customer: lambda o: services.rename_customer(
            actor=PERSON, customer=o.made.customer, name="新社名"
        ),
        services.delete_customer: _delete,
        services.suspend_customer: lambda o: services.suspend_customer(actor=PERSON, customer=o.made.customer),
        services.resume_customer: lambda o: services.resume_customer(actor=PERSON, customer=o.made.customer),
    },
    values=lambda office: {"number": office.made.customer.number, "name": "x"},
    nobodys={"number": "W999999999", "name": "W999999999"},
    posted_only=("console:resume_customer",),
    looks=("/console/customers/W999999999/",),
    answers=(
        Answer("/console/customers/add/", {"name": "", "domain": "nowhere"}, 422),
        Answer("/console/customers/add/", {"name": "株式会社{new}", "domain": "{new}.example"}, 200),
        Answer("/console/customers/{number}/rename/", {"name": ""}, 422),
        Answer("/console/customers/{number}/terms/", {"period_months": "0"}, 422),
        Answer("/console/customers/{number}/delete/", {"domain": "another.example"}, 422),
        Answer("/console/customers/{number}/contract/", {"accounts_max": "many"}, 422),
    ),
)
