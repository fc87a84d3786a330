from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.sorting import services
from fumibako.chapters.mail.sorting.models import SortingRule
from fumibako.groundwork.jobs.models import Job
from fumibako.machine.state.mail.condition import Comparison, Condition, Part
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office

INVOICE = Condition(part=Part.SUBJECT, match=Comparison.CONTAINS, text="請求書")


def _add(mailbox: Mailbox) -> SortingRule:
    return services.add_sorting_rule(actor=PERSON, mailbox=mailbox, conditions=[INVOICE], is_any=False, folder="請求書")


def _key(mailbox: Mailbox) -> str:
    return str((mailbox.sorting_rules.first() or _add(mailbox)).pk)


def _rule(office: Office) -> SortingRule:
    return _add(office.user.mailbox)


def _sort_inbox(office: Office) -> Job:
    _rule(office)
    return services.sort_inbox(actor=PERSON, mailbox=office.user.mailbox, owner="login:1")


def _order(office: Office) -> None:
    _rule(office)
    keys = list(office.user.mailbox.sorting_rules.values_list("pk", flat=True))
    services.order_sorting_rules(actor=PERSON, mailbox=office.user.mailbox, seen=keys, order=keys[::-1])


def _take_back(office: Office) -> Job:
    mailbox = office.user.mailbox
    mailbox.filed.create(folder="請求書", guids=["0" * 32])
    return services.take_back(actor=PERSON, mailbox=mailbox, owner="login:1")


CONTRACT = Contract(
    uses={
        services.add_sorting_rule: _rule,
        services.change_sorting_rule: lambda o: services.change_sorting_rule(
            actor=PERSON, rule=_rule(o), conditions=[INVOICE], is_any=False, folder="経理"
        ),
        services.delete_sorting_rule: lambda o: services.delete_sorting_rule(actor=PERSON, rule=_rule(o)),
        services.order_sorting_rules: _order,
        services.take_back: _take_back,
        services.sort_inbox: _sort_inbox,
    },
    values=lambda office: {
        "sorting_rule": _key(office.made.administrator.mailbox),
        "account_sorting_rule": _key(office.user.mailbox),
    },
    nobodys={"sorting_rule": "987654321", "account_sorting_rule": "987654321"},
    answers=(
        Answer("/user/sorting/{sorting_rule}/", {"folder": "a*b"}, 422),
        Answer("/user/sorting/", {"folder": "a*b"}, 422),
        Answer("/user/sorting/", {"text_1": "請求書", "folder": "請求書"}, 200),
    ),
)
