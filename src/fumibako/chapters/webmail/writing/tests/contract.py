from fumibako.chapters.webmail.writing import services
from fumibako.chapters.webmail.writing.draft import Draft
from tests.contracts.declared import PERSON, Contract

DRAFT = Draft(message_id="<a@b.example>")

CONTRACT = Contract(
    uses={
        services.confirm_recipients: lambda o: services.confirm_recipients(
            actor=PERSON,
            mailbox=o.user.mailbox,
            draft=DRAFT,
            outside=["hanako@out.example"],
        )
    },
)
