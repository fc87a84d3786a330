from fumibako.chapters.hosting.overseas import services
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _set(office: Office) -> None:
    site = office.made.domain.site
    services.set_overseas(actor=PERSON, site=site, is_on=True, folders=["/members"], networks=["203.0.113.5"])


CONTRACT = Contract(
    uses={services.set_overseas: _set},
    answers=(Answer("/admin/web/overseas/", {"folders": "members", "networks": "0.0.0.0/0"}, 422),),
)
