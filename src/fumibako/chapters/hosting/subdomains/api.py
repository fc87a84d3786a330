"""Subdomains for programs. Each function raises what its service raises."""

from dataclasses import asdict
from typing import Any

from fumibako.chapters.hosting.environment.rules import check_settings
from fumibako.chapters.hosting.sites.programs import settled, site_of
from fumibako.chapters.hosting.subdomains import errors, services
from fumibako.chapters.hosting.subdomains.models import Subdomain
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text


class SubdomainFacts(Facts):
    """label: what stands before the domain; it is its name in addresses. folder: as in the addresses of the website.
    The rest: how PHP is set."""

    label: str
    host: str
    folder: str
    memory_mb: int
    upload_mb: int
    shows_errors: bool
    timezone: str
    max_seconds: int
    max_fields: int


class SettledSubdomain(SubdomainFacts):
    publication: Publication


class NewSubdomain(Given):
    label: Text
    folder: Text


class ChangedSubdomain(Given):
    """What is left out stays."""

    folder: Text | None = None
    memory_mb: int | None = None
    upload_mb: int | None = None
    shows_errors: bool | None = None
    timezone: Text | None = None
    max_seconds: int | None = None
    max_fields: int | None = None


def listed(request: ProgramRequest, domain: Text) -> list[SubdomainFacts]:
    """The subdomains of a domain's website."""
    rows = site_of(request, domain).subdomains.select_related("site__domain").order_by("label")
    return [SubdomainFacts(**_facts(each)) for each in rows]


def add(request: ProgramRequest, domain: Text, given: NewSubdomain) -> SettledSubdomain:
    """Show a folder under a name of its own; the folder is made if it is not there."""
    site = site_of(request, domain)
    made = services.add_subdomain(actor=request.caller.actor, site=site, label=given.label, folder=given.folder)
    return SettledSubdomain(**_facts(made), publication=settled(site))


def change(request: ProgramRequest, domain: Text, subdomain: Text, given: ChangedSubdomain) -> SettledSubdomain:
    """Choose another folder or other PHP settings. Raises NotOffered."""
    row = _subdomain(request, domain, subdomain)
    chosen = {name: value for name, value in given.model_dump().items() if value is not None}
    folder = chosen.pop("folder", row.folder)
    php = check_settings({**asdict(row.php), **chosen})
    services.change_subdomain(actor=request.caller.actor, subdomain=row, folder=folder, php=php)
    row.refresh_from_db()
    return SettledSubdomain(**_facts(row), publication=settled(row.site))


def delete(request: ProgramRequest, domain: Text, subdomain: Text) -> SettledSubdomain:
    """Delete a subdomain with its certificate and DNS records; its files stay."""
    row = _subdomain(request, domain, subdomain)
    facts = _facts(row)
    services.delete_subdomain(actor=request.caller.actor, subdomain=row)
    return SettledSubdomain(**facts, publication=settled(row.site))


def _facts(row: Subdomain) -> dict[str, Any]:
    return {"label": row.label, "host": row.host, "folder": row.folder, **asdict(row.php)}


def _subdomain(request: ProgramRequest, domain: str, label: str) -> Subdomain:
    """Raises NoSuchSite, NoSuchSubdomain."""
    site = site_of(request, domain)
    row = site.subdomains.select_related("site__domain__customer").filter(label=label).first()
    if row is None:
        raise errors.NoSuchSubdomain(host=f"{label}.{site.domain.name}"[:80])
    return row
