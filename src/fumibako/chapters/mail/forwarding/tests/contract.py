from fumibako.chapters.mail.forwarding import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.set_forwarding: lambda o: services.set_forwarding(
            actor=PERSON, mailbox=o.user.mailbox, targets=["a@b.example"], keeps_copy=True, is_on=True
        ),
    },
    answers=(Answer("/user/forwarding/", {"targets": "nowhere"}, 422),),
)
