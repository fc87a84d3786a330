from fumibako.chapters.mail.usage_by_account import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={services.empty_mailbox: lambda o: services.empty_mailbox(actor=PERSON, mailbox=o.user.mailbox)},
    answers=(
        Answer("/user/empty/", {"address": "somebody@else.example"}, 422),
        Answer("/admin/usage/{address}/empty/", {"address": "somebody@else.example"}, 422),
    ),
)
