"""The overseas restriction for programs. Each function raises what its service raises."""

from datetime import date

from django.conf import settings
from pydantic import Field

from fumibako.chapters.hosting.overseas.models import OverseasRestriction
from fumibako.chapters.hosting.overseas.services import set_overseas
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.sites.programs import settled, site_of
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.machine.daemons.countries import control as countries


class OverseasFacts(Facts):
    """folders: what is closed to visitors from abroad; none: the whole site. exceptions: who gets in nevertheless.
    page: of the site, for those who are refused; "": ours. countries_of: the day of the country data."""

    is_on: bool
    folders: list[str]
    exceptions: list[str]
    page: str
    countries_of: date


class SettledOverseas(OverseasFacts):
    publication: Publication


class GivenOverseas(Given):
    is_on: bool
    folders: list[Text] = Field(default_factory=list)
    exceptions: list[Text] = Field(default_factory=list)
    page: Text = ""


def show(request: ProgramRequest, domain: Text) -> OverseasFacts:
    """Whether a domain's website is closed to visitors from outside Japan."""
    site = site_of(request, domain)
    return _facts(OverseasRestriction.objects.filter(site=site).first() or OverseasRestriction(site=site))


def put(request: ProgramRequest, domain: Text, given: GivenOverseas) -> SettledOverseas:
    """Close it, or folders of it, or open it again."""
    site: Site = site_of(request, domain)
    row = set_overseas(
        actor=request.caller.actor,
        site=site,
        is_on=given.is_on,
        folders=given.folders,
        networks=given.exceptions,
        page=given.page,
    )
    return SettledOverseas(**_facts(row).model_dump(), publication=settled(site))


def _facts(row: OverseasRestriction) -> OverseasFacts:
    return OverseasFacts(
        is_on=row.is_on,
        folders=row.folders,
        exceptions=row.exceptions,
        page=row.page,
        countries_of=countries.made_on(settings.FUMIBAKO),
    )
