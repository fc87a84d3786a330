from fumibako.chapters.webmail.company_signature import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.set_company_signature: lambda o: services.set_company_signature(
            actor=PERSON, customer=o.made.customer, text="株式会社わたし"
        ),
    },
    answers=(
        Answer("/admin/company-signature/", {"text": "あ" * 2001}, 422),
        Answer("/admin/company-signature/", {"text": "株式会社わたし {name}"}, 200),
    ),
)
