from fumibako.chapters.mail.spam_box import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.release: lambda o: services.release(actor=PERSON, mailbox=o.user.mailbox, uids=[1]),
        services.teach: lambda o: services.teach(
            actor=PERSON, mailbox=o.user.mailbox, folder="INBOX", uids=[1], is_spam=True
        ),
        services.set_summary_mail: lambda o: services.set_summary_mail(
            actor=PERSON, mailbox=o.user.mailbox, weekdays=[0, 4], hour=9
        ),
        services.stop_summary_mail: lambda o: services.stop_summary_mail(actor=PERSON, mailbox=o.user.mailbox),
    },
    answers=(Answer("/user/spam-box/summary/", {"often": "chosen", "weekdays": "", "hour": "9"}, 422),),
)
