"""Setting a domain's virus check (B7)."""

from django.db import transaction

from fumibako.chapters.mail.virus.models import VirusPolicy
from fumibako.chapters.mail.virus.rules import check_locked_treatment
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect


def set_locked_files(*, actor: Actor, domain: Domain, treatment: str) -> None:
    """What happens from now on to mail with files that a password locks. Raises BadLockedTreatment."""
    checked = check_locked_treatment(treatment).value
    with transaction.atomic():
        VirusPolicy.objects.update_or_create(domain=domain, defaults={"encrypted": checked})
        record(actor, "virus_policy.set", domain.name, customer_number=domain.customer.number, locked_files=checked)
        publishing.request(Aspect.DOMAIN, domain.name)
