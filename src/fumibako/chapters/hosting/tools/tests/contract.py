from fumibako.chapters.hosting.tools import services
from fumibako.chapters.hosting.tools.models import Redirect
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _redirect(office: Office) -> Redirect:
    site = office.made.domain.site
    given = {"path": "/old", "target": "https://new.example/", "is_permanent": True}
    return site.redirects.first() or services.add_redirect(actor=PERSON, site=site, **given)


CONTRACT = Contract(
    uses={
        services.add_redirect: _redirect,
        services.delete_redirect: lambda o: services.delete_redirect(actor=PERSON, redirect=_redirect(o)),
        services.set_switches: lambda o: services.set_switches(
            actor=PERSON, site=o.made.domain.site, lists_folders=True, blocks_hotlinks=True
        ),
    },
    values=lambda office: {"redirect_key": str(_redirect(office).pk)},
    nobodys={"redirect_key": "999999"},
    answers=(
        Answer("/admin/web/tools/redirects/add/", {"path": "old", "target": "ftp://x", "kind": "301"}, 422),
        Answer("/admin/web/tools/redirects/add/", {"path": "/{new}", "target": "/shop", "kind": "302"}, 200),
        Answer("/admin/web/tools/", {"lists_folders": "on"}, 200),
    ),
)
