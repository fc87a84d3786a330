from fumibako.chapters.identity.logins import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.log_out_everywhere: lambda o: services.log_out_everywhere(actor=PERSON, login=o.user.mailbox.login),
        services.unlock: lambda o: services.unlock(actor=PERSON, login=o.user.mailbox.login),
    },
    answers=(
        Answer("/login/", {"address": "nobody@sample.example", "password": "wrong-password"}, 422),
        Answer("/console/login/", {"login": "nobody", "password": "wrong-password"}, 422),
    ),
)
