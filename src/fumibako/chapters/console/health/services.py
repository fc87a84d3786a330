"""What the operator does about the machine's health."""

from django.db import transaction

from fumibako.chapters.console.health.errors import NotRefused
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.publish.models import Publication
from fumibako.groundwork.publish.queries import refused


def retry_change(*, actor: Actor, pk: int) -> Publication:
    """Have the worker try a refused change again. Raises NotRefused."""
    with transaction.atomic():
        publication = refused().filter(pk=pk).first()
        if publication is None:
            raise NotRefused
        publishing.retry(publication)
        record(actor, "change.retry", f"{publication.aspect} {publication.key}", message=publication.message)
    return publication
