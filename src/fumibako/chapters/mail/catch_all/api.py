"""A domain's catch-all for programs."""

from fumibako.chapters.mail.accounts.api import domain_here
from fumibako.chapters.mail.catch_all.models import CatchAll
from fumibako.chapters.mail.catch_all.services import set_catch_all
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect


class CatchAllFacts(Facts):
    """address: the account that receives what is sent to names that nobody has; "": it is refused."""

    domain: str
    address: str


class SettledCatchAll(CatchAllFacts):
    publication: Publication


class NewCatchAll(Given):
    address: Text


def show(request: ProgramRequest, domain: Text) -> CatchAllFacts:
    """Who receives mail to names that nobody has."""
    return CatchAllFacts(**_facts(domain_here(request, domain)))


def put(request: ProgramRequest, domain: Text, given: NewCatchAll) -> SettledCatchAll:
    """Let an account receive it, or nobody."""
    row = domain_here(request, domain)
    set_catch_all(actor=request.caller.actor, domain=row, address=given.address)
    return SettledCatchAll(**_facts(row), publication=wait_until_settled(Aspect.DOMAIN, row.name))


def _facts(domain: Domain) -> dict[str, str]:
    row = CatchAll.objects.select_related("mailbox").filter(domain=domain).first()
    return {"domain": domain.name, "address": row.mailbox.address if row else ""}
