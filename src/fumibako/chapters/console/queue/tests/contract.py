from fumibako.chapters.console.queue import services
from tests.contracts.declared import PERSON, Contract
from tests.contracts.people import QUEUE_ID

CONTRACT = Contract(
    uses={
        services.retry_all: lambda o: services.retry_all(actor=PERSON),
        services.delete_mail: lambda o: services.delete_mail(actor=PERSON, queue_id=QUEUE_ID),
    },
    of_no_customer=frozenset({services.retry_all, services.delete_mail}),
    posted_only=("console:retry_queue",),
)
