from fumibako.chapters.webmail.guard import services
from tests.contracts.declared import PERSON, Answer, Contract

GIVEN = {"is_confirmed": True, "hold_minutes": 5, "copy_to": "", "most_domains": 10}

CONTRACT = Contract(
    uses={
        services.set_sending_policy: lambda o: services.set_sending_policy(
            actor=PERSON, customer=o.made.customer, **GIVEN
        )
    },
    answers=(
        Answer(
            *("/admin/sending-policy/", {"hold_minutes": "99", "most_domains": "1", "copy_to": "x@out.example"}, 422)
        ),
        Answer("/admin/sending-policy/", {"hold_minutes": "0", "most_domains": "10", "copy_to": ""}, 200),
    ),
)
