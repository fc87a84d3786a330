from datetime import date

from fumibako.chapters.mail.old_mail import services
from tests.contracts.declared import PERSON, Contract

CONTRACT = Contract(
    uses={
        services.delete_old_mails: lambda o: services.delete_old_mails(
            actor=PERSON, mailbox=o.user.mailbox, folder="INBOX", before=date(2020, 1, 1)
        ),
    },
    looks=("/user/old-mail/?before=yesterday",),
)
