from fumibako.chapters.mail.aliases import services
from fumibako.chapters.mail.aliases.models import Alias
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _alias(office: Office) -> Alias:
    name = office.made.domain.name
    there = Alias.objects.filter(address=f"info@{name}").first()
    return there or services.add_alias(
        actor=PERSON, domain=office.made.domain, local_part="info", targets=[office.user.mailbox.address]
    )


CONTRACT = Contract(
    uses={
        services.add_alias: _alias,
        services.change_alias: lambda o: services.change_alias(actor=PERSON, alias=_alias(o), targets=["suzuki"]),
        services.delete_alias: lambda o: services.delete_alias(actor=PERSON, alias=_alias(o)),
    },
    values=lambda office: {"alias": _alias(office).address},
    nobodys={"alias": "nobody@nobodys.example"},
    looks=("/admin/aliases/nobody@sample.example/",),
    answers=(
        Answer("/admin/aliases/add/", {"local_part": "a b", "targets": "nobody"}, 422),
        Answer("/admin/aliases/add/", {"local_part": "{new}-group", "targets": "suzuki"}, 200),
        Answer("/admin/aliases/{new}-group@sample.example/", {"targets": "suzuki\nsato"}, 200),
    ),
)
