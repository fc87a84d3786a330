from fumibako.chapters.mail.spam_box import services
from tests.contracts.declared import PERSON, Contract

CONTRACT = Contract(
    uses={services.release: lambda o: services.release(actor=PERSON, mailbox=o.user.mailbox, uids=[1])},
)
