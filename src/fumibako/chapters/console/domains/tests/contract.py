from fumibako.chapters.console.domains import services
from fumibako.groundwork.tenancy.models import Domain
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _second(office: Office) -> Domain:
    name = f"second.{office.made.domain.name}"
    there = Domain.objects.filter(name=name).first()
    return there or services.add_domain(actor=PERSON, customer=office.made.customer, domain=name)


CONTRACT = Contract(
    uses={
        services.add_domain: lambda o: services.add_domain(
            actor=PERSON, customer=o.made.customer, domain="alias.example", alias_of=o.made.domain
        ),
        services.remove_domain: lambda o: services.remove_domain(actor=PERSON, domain=_second(o)),
    },
    values=lambda office: {"domain": _second(office).name},
    nobodys={"domain": "nobodys.example"},
    answers=(
        Answer("/console/customers/{number}/domains/add/", {"domain": "nowhere"}, 422),
        Answer("/console/customers/{number}/domains/add/", {"domain": "{new}-second.example"}, 200),
        Answer("/console/customers/{number}/domains/{new}-second.example/remove/", {"domain": "another.example"}, 422),
    ),
)
