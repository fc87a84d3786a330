from fumibako.chapters.console.held import services
from tests.contracts.declared import PERSON, Contract
from tests.contracts.people import QUEUE_ID

CONTRACT = Contract(
    uses={services.release_mail: lambda o: services.release_mail(actor=PERSON, queue_id=QUEUE_ID)},
    of_no_customer=frozenset({services.release_mail}),
    values=lambda office: {"queue_id": QUEUE_ID},
    nobodys={"queue_id": "0"},
)
