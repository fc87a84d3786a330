from datetime import date

from fumibako.chapters.mail.old_mail import services
from fumibako.chapters.mail.old_mail.models import StandingRule
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _rule(office: Office) -> StandingRule:
    return services.set_standing_rule(actor=PERSON, mailbox=office.user.mailbox, folder="Trash", days=30)


CONTRACT = Contract(
    uses={
        services.delete_old_mails: lambda o: services.delete_old_mails(
            actor=PERSON, mailbox=o.user.mailbox, folder="INBOX", before=date(2020, 1, 1)
        ),
        services.archive_old_mails: lambda o: services.archive_old_mails(
            actor=PERSON, mailbox=o.user.mailbox, folder="INBOX", before=date(2020, 1, 1)
        ),
        services.set_standing_rule: _rule,
        services.delete_standing_rule: lambda o: services.delete_standing_rule(actor=PERSON, rule=_rule(o)),
        services.set_retention: lambda o: services.set_retention(actor=PERSON, domain=o.made.domain, days=365),
    },
    looks=("/user/old-mail/?before=yesterday",),
    answers=(
        Answer("/user/old-mail/rules/", {"folder": "Trash", "days": "30"}, 200),
        Answer("/user/old-mail/rules/", {"folder": "Trash", "days": "0"}, 422),
        Answer("/admin/retention/", {"is_on": "on", "days": "29"}, 422),
        Answer("/admin/retention/", {"is_on": "on", "days": "365"}, 200),
    ),
)
