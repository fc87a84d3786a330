from fumibako.chapters.console.health import services
from fumibako.groundwork.publish.models import Publication
from tests.contracts.declared import PERSON, Contract
from tests.contracts.people import Office


def _retry_change(office: Office) -> None:
    refused = Publication.objects.get(aspect="domain", key=office.made.domain.name)
    Publication.objects.filter(pk=refused.pk).update(outcome="refused", message="line 3: unknown test")
    services.retry_change(actor=PERSON, pk=refused.pk)


CONTRACT = Contract(
    uses={services.retry_change: _retry_change},
    of_no_customer=frozenset({services.retry_change}),
    posted_only=("console:retry_change",),
)
