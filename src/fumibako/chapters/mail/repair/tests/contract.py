from fumibako.chapters.mail.repair import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={services.repair: lambda o: services.repair(actor=PERSON, mailbox=o.user.mailbox)},
    answers=(Answer("/user/repair/", {}, 200),),  # it says that it cannot: no daemon stands behind the looks' site
)
