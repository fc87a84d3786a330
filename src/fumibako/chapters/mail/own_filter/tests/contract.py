from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.own_filter import services
from fumibako.chapters.mail.own_filter.models import OwnRule
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _add(mailbox: Mailbox) -> OwnRule:
    rule = {"part": "sender", "match": "is", "text": "spam@elsewhere.example", "action": "spam_box"}
    return services.add_own_rule(actor=PERSON, mailbox=mailbox, **rule)


def _key(mailbox: Mailbox) -> str:
    return str((mailbox.own_rules.first() or _add(mailbox)).pk)


def _rule(office: Office) -> OwnRule:
    return _add(office.user.mailbox)


def _order(office: Office) -> None:
    _rule(office)
    keys = list(office.user.mailbox.own_rules.values_list("pk", flat=True))
    services.order_own_rules(actor=PERSON, mailbox=office.user.mailbox, seen=keys, order=keys[::-1])


CONTRACT = Contract(
    uses={
        services.add_own_rule: _rule,
        services.decide_sender: lambda o: services.decide_sender(
            actor=PERSON, mailbox=o.user.mailbox, sender="spam@elsewhere.example", action="spam_box"
        ),
        services.change_own_rule: lambda o: services.change_own_rule(
            actor=PERSON, rule=_rule(o), part="subject", match="contains", text="広告", action="discard"
        ),
        services.delete_own_rule: lambda o: services.delete_own_rule(actor=PERSON, rule=_rule(o)),
        services.order_own_rules: _order,
    },
    values=lambda office: {
        "own_rule": _key(office.made.administrator.mailbox),
        "account_own_rule": _key(office.user.mailbox),
    },
    nobodys={"own_rule": "987654321", "account_own_rule": "987654321"},
    answers=(
        Answer("/user/spam-filter/", {"text": ""}, 422),
        Answer("/user/spam-filter/", {"text": "{new}@elsewhere.example"}, 200),
    ),
)
