"""Choosing error pages (D8)."""

from collections.abc import Mapping

from django.db import transaction

from fumibako.chapters.hosting.error_pages.models import ErrorPage, ErrorSettings
from fumibako.chapters.hosting.error_pages.rules import check_page
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.state import Aspect


def set_error_pages(*, actor: Actor, site: Site, pages: Mapping[int, str], covers_php: bool = False) -> None:
    """These pages of the site by status, and ours for every other one. covers_php: also where a PHP program of the site
    answers with such a status. Raises UnknownStatus, BadPath."""
    checked = {status: check_page(status, path) for status, path in pages.items()}
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        site.error_pages.all().delete()
        ErrorPage.objects.bulk_create(ErrorPage(site=site, status=s, path=path) for s, path in checked.items())
        ErrorSettings.objects.update_or_create(site=site, defaults={"covers_php": covers_php})
        number = site.domain.customer.number
        details = {"pages": checked, "covers_php": covers_php}
        record(actor, "error_pages.set", site.domain.name, customer_number=number, **details)
        publishing.request(Aspect.SITE, site.domain.name)
