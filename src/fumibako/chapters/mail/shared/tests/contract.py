from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.shared import services
from fumibako.machine.state.mail.shared import Right
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office

MEMBERS = {Right.ANSWER: ["suzuki"]}


def _shared(office: Office) -> Mailbox:
    domain = office.made.domain
    there = Mailbox.objects.filter(domain=domain, local_part="keiri").first()
    return there or services.add_shared_mailbox(
        actor=PERSON, domain=domain, local_part="keiri", display_name="経理部", members=MEMBERS
    )


CONTRACT = Contract(
    uses={
        services.add_shared_mailbox: _shared,
        services.set_members: lambda o: services.set_members(actor=PERSON, mailbox=_shared(o), members=MEMBERS),
        services.stop_sharing: lambda o: services.stop_sharing(actor=PERSON, mailbox=_shared(o)),
    },
    answers=(
        Answer("/admin/shared/add/", {"local_part": "a b", "read": "nobody"}, 422),
        Answer("/admin/shared/add/", {"local_part": "{new}-box", "answer": "suzuki\nsato"}, 200),
        Answer("/admin/shared/{new}-box@sample.example/", {"read": "sato", "answer": "suzuki"}, 200),
    ),
)
