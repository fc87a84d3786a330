from fumibako.chapters.mail.administrators import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={services.set_role: lambda o: services.set_role(actor=PERSON, mailbox=o.user.mailbox, role="look")},
    answers=(
        Answer("/admin/administrators/", {"address": "nobody"}, 422),
        Answer("/admin/administrators/administrator@sample.example/", {}, 422),
    ),
)
