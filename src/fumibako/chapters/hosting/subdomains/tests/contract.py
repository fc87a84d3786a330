from fumibako.chapters.hosting.subdomains import services
from fumibako.chapters.hosting.subdomains.models import Subdomain
from fumibako.machine.state import PhpSettings
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _subdomain(office: Office) -> Subdomain:
    """No two offices have one of the same name."""
    site = office.made.domain.site
    label = f"shop-{site.pk}"
    there = site.subdomains.filter(label=label).first()
    return there or services.add_subdomain(actor=PERSON, site=site, label=label, folder="/shop")


CONTRACT = Contract(
    uses={
        services.add_subdomain: _subdomain,
        services.change_subdomain: lambda o: services.change_subdomain(
            actor=PERSON, subdomain=_subdomain(o), folder="/store", php=PhpSettings(memory_mb=256)
        ),
        services.set_subdomain_error_pages: lambda o: services.set_subdomain_error_pages(
            actor=PERSON, subdomain=_subdomain(o), pages={404: "/errors/not-found.html"}
        ),
        services.delete_subdomain: lambda o: services.delete_subdomain(actor=PERSON, subdomain=_subdomain(o)),
    },
    values=lambda office: {"subdomain": _subdomain(office).label},
    nobodys={"subdomain": "nobody"},
    answers=(Answer("/admin/web/subdomains/add/", {"label": "www", "folder": "shop"}, 422),),
)
