"""Aliases and groups for programs."""

import contextlib
from typing import Any

from fumibako.chapters.mail.accounts.api import address_here, domain_here
from fumibako.chapters.mail.aliases import services
from fumibako.chapters.mail.aliases.errors import NoSuchAlias
from fumibako.chapters.mail.aliases.models import Alias
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.machine.formats.addresses import BadAddress, parse_address
from fumibako.machine.state import Aspect


class AliasFacts(Facts):
    """targets: the accounts that receive the mail."""

    address: str
    targets: list[str]
    note: str


class SettledAlias(AliasFacts):
    publication: Publication


class DeletedAlias(Facts):
    address: str
    publication: Publication


class AliasChange(Given):
    targets: list[Text]
    note: Text = ""


class NewAlias(AliasChange):
    address: Text


def listed(request: ProgramRequest, domain: Text | None = None) -> list[AliasFacts]:
    """Every alias, or those of one domain."""
    domains = [domain_here(request, domain)] if domain else request.caller.domains.order_by()
    found = Alias.objects.filter(domain__in=domains).order_by("address")
    return [AliasFacts(**_facts(alias)) for alias in found]


def add(request: ProgramRequest, given: NewAlias) -> SettledAlias:
    """Add an alias of a domain's accounts."""
    local_part, domain = address_here(request, given.address)
    alias = services.add_alias(
        actor=request.caller.actor,
        domain=domain,
        local_part=local_part,
        targets=given.targets,
        note=given.note,
    )
    return _settled(alias)


def change(request: ProgramRequest, alias: Text, given: AliasChange) -> SettledAlias:
    """Replace who receives an alias's mail."""
    found = _found(request, alias)
    services.change_alias(actor=request.caller.actor, alias=found, targets=given.targets, note=given.note)
    return _settled(found)


def delete(request: ProgramRequest, alias: Text) -> DeletedAlias:
    """Delete an alias: mail to it is refused."""
    found = _found(request, alias)
    services.delete_alias(actor=request.caller.actor, alias=found)
    return DeletedAlias(address=found.address, publication=wait_until_settled(Aspect.ALIAS, found.address))


def _found(request: ProgramRequest, address: str) -> Alias:
    """Raises NoSuchAlias."""
    with contextlib.suppress(BadAddress):
        of_caller = Alias.objects.select_related("domain__customer").filter(
            domain__in=request.caller.domains.order_by()
        )
        if found := of_caller.filter(address=parse_address(address)).first():
            return found
    raise NoSuchAlias(address=address[:80])


def _settled(alias: Alias) -> SettledAlias:
    return SettledAlias(**_facts(alias), publication=wait_until_settled(Aspect.ALIAS, alias.address))


def _facts(alias: Alias) -> dict[str, Any]:
    return {"address": alias.address, "targets": alias.targets, "note": alias.note}
