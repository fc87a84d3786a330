"""The certificate of the box's own name, from the same authority (D11): in place of the self-made one, and renewed."""

import logging

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fumibako.chapters.hosting.certificates import ordering
from fumibako.chapters.hosting.certificates.queries import is_offered
from fumibako.groundwork.audit.actor import SYSTEM
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs.kinds import job
from fumibako.groundwork.jobs.running import Run
from fumibako.groundwork.rules import Refused
from fumibako.machine.daemons.own_certificate.control import OwnCertificate, is_due
from fumibako.machine.provision.client import AgentDown, AgentRefused

log = logging.getLogger("fumibako.certificates")


@job("hosting.look_after_own_certificate")
def look_after_own_certificate(run: Run) -> None:
    """What fails is tried again an hour later; the certificate in use stays."""
    config = settings.FUMIBAKO
    if not is_offered() or not is_due(config, timezone.now()):
        return
    own, words = (
        OwnCertificate(config),
        _("The certificate authority is checking %(host)s …") % {"host": config.hostname},
    )
    try:
        pem = ordering.ordered(config, own.request(), lambda: run.breathe(words))
        own.use(pem)
    except (Refused, AgentDown, AgentRefused) as error:
        log.warning("%s has no certificate yet: %s", config.hostname, error)
        return
    with transaction.atomic():
        record(SYSTEM, "certificate.own", config.hostname)
    log.info("certificate of %s renewed", config.hostname)
