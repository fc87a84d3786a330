from fumibako.chapters.mail.common_filter import services
from fumibako.chapters.mail.common_filter.models import CommonRule
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _rule(office: Office) -> CommonRule:
    rule = {"part": "sender", "match": "is", "text": "spam@elsewhere.example", "action": "spam_box"}
    return services.add_common_rule(actor=PERSON, domain=office.made.domain, **rule)


def _order(office: Office) -> None:
    _rule(office)
    keys = list(office.made.domain.common_rules.values_list("pk", flat=True))
    services.order_common_rules(actor=PERSON, domain=office.made.domain, seen=keys, order=keys[::-1])


CONTRACT = Contract(
    uses={
        services.add_common_rule: _rule,
        services.change_common_rule: lambda o: services.change_common_rule(
            actor=PERSON, rule=_rule(o), part="subject", match="contains", text="広告", action="discard"
        ),
        services.delete_common_rule: lambda o: services.delete_common_rule(actor=PERSON, rule=_rule(o)),
        services.order_common_rules: _order,
    },
    values=lambda office: {"common_rule": str((office.made.domain.common_rules.first() or _rule(office)).pk)},
    nobodys={"common_rule": "987654321"},
    answers=(
        Answer("/admin/common-filter/", {"text": ""}, 422),
        Answer("/admin/common-filter/", {"text": "{new}@elsewhere.example"}, 200),
        Answer("/admin/common-filter/", {"try": "", "sender": "{new}@elsewhere.example"}, 200),
    ),
)
