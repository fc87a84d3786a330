from decimal import Decimal

from fumibako.chapters.mail.spam_policy import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    uses={
        services.set_spam_policy: lambda o: services.set_spam_policy(
            actor=PERSON, domain=o.made.domain, is_on=True, threshold=Decimal("4.5"), treatment="mark"
        ),
        services.set_filter_use: lambda o: services.set_filter_use(
            actor=PERSON, mailbox=o.user.mailbox, common_filter=False, own_filter=True
        ),
    },
    answers=(Answer("/user/spam/", {}, 200),),
)
