"""The virus check of a domain, for programs (B7)."""

from typing import Literal

from fumibako.chapters.mail.accounts.api import domain_here
from fumibako.chapters.mail.virus import queries, services
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.machine.state import Aspect


class VirusFacts(Facts):
    """locked_files: what becomes of files that a password locks: mark or remove."""

    locked_files: str


class SettledVirus(VirusFacts):
    publication: Publication


class NewVirus(Given):
    locked_files: Literal["mark", "remove"]


def show(request: ProgramRequest, domain: Text) -> VirusFacts:
    """What may be set about a domain's virus check."""
    return VirusFacts(locked_files=queries.treatment_of(domain_here(request, domain)).value)


def put(request: ProgramRequest, domain: Text, given: NewVirus) -> SettledVirus:
    """Set it, for every mail from now on."""
    row = domain_here(request, domain)
    services.set_locked_files(actor=request.caller.actor, domain=row, treatment=given.locked_files)
    publication = wait_until_settled(Aspect.DOMAIN, row.name)
    return SettledVirus(locked_files=queries.treatment_of(row).value, publication=publication)
