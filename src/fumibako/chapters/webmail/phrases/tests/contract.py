from fumibako.chapters.webmail.phrases.models import Phrase
from fumibako.chapters.webmail.phrases.services import add_phrase
from tests.contracts.declared import Answer, Contract
from tests.contracts.people import Office


def _phrase(office: Office) -> Phrase:
    mailbox = office.made.administrator.mailbox
    there = Phrase.objects.filter(mailbox=mailbox).first()
    return there or add_phrase(
        mailbox=mailbox, kind="signature", name="社外用", subject="", text="株式会社わたし", is_default=False
    )


CONTRACT = Contract(
    values=lambda office: {"phrase": str(_phrase(office).pk)},
    nobodys={"phrase": "987654321"},
    looks=("/mail/phrases/add/?kind=template",),
    answers=(
        Answer("/mail/phrases/add/", {"name": "", "text": ""}, 422),
        Answer("/mail/phrases/add/", {"name": "{new}", "text": "株式会社わたし"}, 200),
    ),
)
