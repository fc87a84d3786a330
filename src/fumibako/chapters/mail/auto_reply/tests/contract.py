from fumibako.chapters.mail.auto_reply import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.set_auto_reply: lambda o: services.set_auto_reply(
            actor=PERSON, mailbox=o.user.mailbox, is_on=True, subject="休暇中", text="休みです。"
        ),
    },
    answers=(Answer("/user/auto-reply/", {"subject": "", "text": "", "days": "99"}, 422),),
)
