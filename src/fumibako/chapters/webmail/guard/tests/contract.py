from typing import Any

from fumibako.chapters.webmail.guard import services
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office

GIVEN: dict[str, Any] = {
    "is_confirmed": True,
    "hold_minutes": 5,
    "copy_to": "",
    "most_domains": 10,
    "is_webmail_only": True,
}
PATH = "/admin/sending-policy/approval/"


def require(o: Office) -> None:
    people = {"accounts": o.user.mailbox.address, "superior": o.made.administrator.mailbox.address, "deputy": ""}
    services.require_approval(actor=PERSON, customer=o.made.customer, **people)


def end(o: Office) -> None:
    require(o)
    services.end_approval(actor=PERSON, customer=o.made.customer, account=o.user.mailbox.address)


CONTRACT = Contract(
    uses={
        services.set_sending_policy: lambda o: services.set_sending_policy(
            actor=PERSON, customer=o.made.customer, **GIVEN
        ),
        services.require_approval: require,
        services.end_approval: end,
    },
    answers=(
        Answer(
            *("/admin/sending-policy/", {"hold_minutes": "99", "most_domains": "1", "copy_to": "x@out.example"}, 422)
        ),
        Answer("/admin/sending-policy/", {"hold_minutes": "0", "most_domains": "10", "copy_to": ""}, 200),
        Answer(PATH, {"accounts": "x@out.example", "superior": "y@out.example", "deputy": "z"}, 422),
        Answer(PATH, {"accounts": "{address}", "superior": "{address}", "deputy": ""}, 422),
    ),
)
