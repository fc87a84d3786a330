from fumibako.chapters.hosting.wordpress import services
from fumibako.chapters.hosting.wordpress.jobs import install_wordpress, update_wordpress
from fumibako.chapters.hosting.wordpress.models import Installation
from tests.contracts.declared import CANARY, PERSON, Answer, Contract
from tests.contracts.people import Office


def _installation(office: Office) -> Installation:
    site = office.made.domain.site
    there = site.wordpresses.first()
    return there or Installation.objects.create(site=site, folder="", database=f"s{site.pk}_wp", version="6.1.1")


CONTRACT = Contract(
    uses={
        services.start_install: lambda o: services.start_install(
            actor=PERSON,
            site=o.made.domain.site,
            folder="blog",
            title="わたしのブログ",
            login="sato",
            email="sato@out.example",
            password=CANARY,
            owner="",
            kind=install_wordpress,
        ),
        services.start_update: lambda o: services.start_update(
            actor=PERSON, installation=_installation(o), owner="", kind=update_wordpress
        ),
    },
    values=lambda office: {"wordpress": str(_installation(office).pk)},
    nobodys={"wordpress": "999999"},
    answers=(Answer("/admin/web/wordpress/install/", {"title": "", "name": "a b"}, 422),),
)
