from fumibako.chapters.hosting.access import services
from fumibako.chapters.hosting.access.models import AccessUser, Restriction
from tests.contracts.declared import CANARY, PERSON, Answer, Contract
from tests.contracts.people import Office


def _restriction(office: Office) -> Restriction:
    site = office.made.domain.site
    there = site.restrictions.first()
    return there or services.restrict_folder(actor=PERSON, site=site, path="/members", realm="会員専用")


def _user(office: Office) -> AccessUser:
    restriction = _restriction(office)
    there = restriction.users.first()
    return there or services.add_access_user(actor=PERSON, restriction=restriction, login="sato", password=CANARY)


CONTRACT = Contract(
    uses={
        services.restrict_folder: _restriction,
        services.set_realm: lambda o: services.set_realm(actor=PERSON, restriction=_restriction(o), realm="社員専用"),
        services.lift_restriction: lambda o: services.lift_restriction(actor=PERSON, restriction=_restriction(o)),
        services.add_access_user: _user,
        services.set_access_password: lambda o: services.set_access_password(
            actor=PERSON, user=_user(o), password=CANARY
        ),
        services.remove_access_user: lambda o: services.remove_access_user(actor=PERSON, user=_user(o)),
    },
    values=lambda office: {"restriction": str(_restriction(office).pk), "access_user": str(_user(office).pk)},
    nobodys={"restriction": "999999", "access_user": "999999"},
    answers=(Answer("/admin/web/access/add/", {"path": "members", "realm": "a\\b"}, 422),),
)
