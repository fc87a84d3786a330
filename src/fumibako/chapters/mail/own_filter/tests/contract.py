from fumibako.chapters.mail.own_filter import services
from fumibako.chapters.mail.own_filter.models import OwnRule
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _rule(office: Office) -> OwnRule:
    rule = {"part": "sender", "match": "is", "text": "spam@elsewhere.example", "action": "spam_box"}
    return services.add_own_rule(actor=PERSON, mailbox=office.user.mailbox, **rule)


CONTRACT = Contract(
    uses={
        services.add_own_rule: _rule,
        services.delete_own_rule: lambda o: services.delete_own_rule(actor=PERSON, rule=_rule(o)),
        services.move_own_rule_up: lambda o: services.move_own_rule_up(actor=PERSON, rule=_rule(o)),
    },
    answers=(
        Answer("/user/spam-filter/", {"text": ""}, 422),
        Answer("/user/spam-filter/", {"text": "{new}@elsewhere.example"}, 200),
    ),
)
