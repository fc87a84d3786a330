from fumibako.chapters.hosting.sites import services
from tests.contracts.declared import PERSON, Contract
from tests.contracts.people import Office


def _add(office: Office) -> None:
    office.made.domain.site.delete()
    services.add_site(actor=PERSON, domain=office.made.domain)


CONTRACT = Contract(
    uses={
        services.add_site: _add,
        services.remove_site: lambda o: services.remove_site(actor=PERSON, domain=o.made.domain),
    },
)
