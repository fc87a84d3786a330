"""Setting PHP for a site (D2)."""

from dataclasses import asdict
from typing import Any

from django.db import transaction

from fumibako.chapters.hosting.environment.models import PhpChoice
from fumibako.chapters.hosting.environment.rules import check_settings
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.state import Aspect


def set_php(*, actor: Actor, site: Site, **chosen: Any) -> None:
    """chosen: fields of PhpSettings; what is left out is as at first. Raises NotOffered."""
    settings = asdict(check_settings(chosen))
    with transaction.atomic():
        PhpChoice.objects.update_or_create(site=site, defaults=settings)
        record(actor, "php.set", site.domain.name, customer_number=site.domain.customer.number, **settings)
        publishing.request(Aspect.SITE, site.domain.name)
