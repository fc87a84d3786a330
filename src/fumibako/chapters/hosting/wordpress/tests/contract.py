from django.utils import timezone

from fumibako.chapters.hosting.wordpress import services
from fumibako.chapters.hosting.wordpress.changing import (
    look_for_updates,
    publish_wordpress,
    remove_wordpress,
    stage_wordpress,
    update_parts,
)
from fumibako.chapters.hosting.wordpress.jobs import install_wordpress, update_wordpress
from fumibako.chapters.hosting.wordpress.models import Installation
from tests.contracts.declared import CANARY, PERSON, Answer, Contract
from tests.contracts.people import Office


def _installation(office: Office) -> Installation:
    site = office.made.domain.site
    there = site.wordpresses.filter(folder="").first()
    made = {"site": site, "database": f"s{site.pk}_wp", "version": "6.1.1", "looked_at": timezone.now()}
    return there or Installation.objects.create(**made, folder="", parts=[PART], knows_newest=True)


def _copy(office: Office) -> Installation:
    """Of another WordPress than the one above, which has none."""
    site = office.made.domain.site
    made = {"site": site, "version": "6.1.1"}
    there = Installation.objects.filter(site=site, folder="staging").first()
    if there:
        return there
    live = Installation.objects.create(**made, folder="shop", database=f"s{site.pk}_wp2")
    return Installation.objects.create(**made, folder="staging", database=f"s{site.pk}_wp3", copy_of=live)


PART = {
    **{"kind": "plugin", "key": "akismet/akismet.php", "name": "Akismet", "version": "5.0", "newest": "5.3"},
    "is_active": True,
}

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
        services.start_look: lambda o: services.start_look(
            actor=PERSON, installation=_installation(o), owner="", kind=look_for_updates
        ),
        services.start_update_parts: lambda o: services.start_update_parts(
            actor=PERSON,
            installation=_installation(o),
            parts=["plugin:akismet/akismet.php"],
            owner="",
            kind=update_parts,
        ),
        services.start_stage: lambda o: services.start_stage(
            actor=PERSON, installation=_installation(o), folder="trial", label="", owner="", kind=stage_wordpress
        ),
        services.start_publish: lambda o: services.start_publish(
            actor=PERSON, installation=_copy(o), owner="", kind=publish_wordpress
        ),
        services.start_remove: lambda o: services.start_remove(
            actor=PERSON, installation=_installation(o), owner="", kind=remove_wordpress
        ),
    },
    posted_only=("adminmenu:look_wordpress",),
    values=lambda office: {
        "wordpress": str(_installation(office).pk),
        "wordpress_copy": str(_copy(office).pk),
    },
    nobodys={"wordpress": "999999", "wordpress_copy": "999998"},
    answers=(
        Answer("/admin/web/wordpress/install/", {"title": "", "name": "a b"}, 422),
        Answer("/admin/web/wordpress/{wordpress}/", {"parts": ""}, 422),
        Answer("/admin/web/wordpress/{wordpress}/stage/", {"folder": "", "label": "a b"}, 422),
    ),
)
