from fumibako.chapters.mail.moving_in import services
from fumibako.chapters.mail.moving_in.jobs import move_in
from fumibako.chapters.mail.moving_in.sheet import Entry
from fumibako.chapters.mail.moving_in.source import Security, Server
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _start(office: Office) -> None:
    services.start(
        actor=PERSON,
        customer=office.made.customer,
        server=Server("imap.old.example", 993, Security.TLS),
        entries=[Entry(1, office.user.mailbox.address, "suzuki", "secret")],
        owner="",
        kind=move_in,
    )


CONTRACT = Contract(
    uses={services.start: _start},
    answers=(Answer("/admin/moving-in/", {}, 422),),
)
