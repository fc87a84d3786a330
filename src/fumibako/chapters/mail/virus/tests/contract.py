from fumibako.chapters.mail.virus import services
from tests.contracts.declared import PERSON, Answer, Contract

CONTRACT = Contract(
    values=lambda office: {"virus_notice": "virus_removed", "language": "ja"},
    nobodys={"virus_notice": "password_reset"},
    everybodys=frozenset({"virus_notice"}),
    uses={
        services.set_locked_files: lambda o: services.set_locked_files(
            actor=PERSON, domain=o.made.domain, treatment="remove"
        ),
    },
    answers=(
        Answer("/admin/virus/", {"locked_files": "remove"}, 200),
        Answer("/admin/virus/texts/virus_removed/ja/", {"subject": "", "body": "{{nobody}}"}, 422),
        Answer("/admin/virus/texts/virus_removed/en/", {"subject": "Removed", "body": "{{virus}}"}, 200),
    ),
)
