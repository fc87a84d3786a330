from fumibako.chapters.console.customers import services
from tests.contracts.declared import CANARY, PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.add_customer: lambda o: services.add_customer(
            actor=PERSON, name="x", domain="new.example", password=CANARY
        ),
        services.change_contract: lambda o: services.change_contract(
            actor=PERSON, customer=o.made.customer, accounts_max=9, mail_disk_bytes=1 << 40
        ),
        services.suspend_customer: lambda o: services.suspend_customer(actor=PERSON, customer=o.made.customer),
        services.resume_customer: lambda o: services.resume_customer(actor=PERSON, customer=o.made.customer),
    },
    values=lambda office: {"number": office.made.customer.number, "name": "x"},
    nobodys={"number": "W999999999", "name": "W999999999"},
    posted_only=("console:resume_customer",),
    looks=("/console/customers/W999999999/",),
    answers=(
        Answer("/console/customers/add/", {"name": "", "domain": "nowhere"}, 422),
        Answer("/console/customers/add/", {"name": "株式会社{new}", "domain": "{new}.example"}, 200),  # the hand-over
        Answer("/console/customers/{number}/contract/", {"accounts_max": "many"}, 422),
    ),
)
