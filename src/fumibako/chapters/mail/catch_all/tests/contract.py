from fumibako.chapters.mail.catch_all import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.set_catch_all: lambda o: services.set_catch_all(
            actor=PERSON, domain=o.made.domain, address=o.user.mailbox.address
        ),
    },
    answers=(Answer("/admin/catch-all/", {"address": "nobody@elsewhere.example"}, 422),),
)
