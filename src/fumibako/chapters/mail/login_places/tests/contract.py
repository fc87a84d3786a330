from fumibako.chapters.mail.login_places import services
from tests.contracts.declared import PERSON, Answer, Contract

ALLOWED = {"web": "japan", "programs": "listed", "networks": ["203.0.113.0/24"]}

CONTRACT = Contract(
    uses={
        services.set_domain_places: lambda o: services.set_domain_places(actor=PERSON, domain=o.made.domain, **ALLOWED),
        services.set_account_places: lambda o: services.set_account_places(
            actor=PERSON, mailbox=o.user.mailbox, **ALLOWED
        ),
        services.follow_domain: lambda o: services.follow_domain(actor=PERSON, mailbox=o.user.mailbox),
    },
    answers=(
        Answer("/admin/login-places/", {"web": "listed", "programs": "japan", "networks": "203.0.113.5/24"}, 422),
    ),
)
