"""The web disk counted anew, for jobs: they have the time, and they refuse nobody because of what was deleted since."""

from django.conf import settings
from django.utils.translation import gettext as _

from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.hosting.files import errors
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.jobs.running import Run
from fumibako.machine.daemons.sites.control import Sites
from fumibako.machine.provision.client import AgentDown, AgentRefused


def counted_space(run: Run, site: Site) -> int:
    """How many bytes may be added. Raises SizeUnknown."""
    customer = site.domain.customer
    names = list(Site.objects.filter(domain__customer=customer).values_list("domain__name", flat=True))
    try:
        used = run.waited_for(lambda: sum(map(_counted, names)), lambda: _("Calculating the used space"))
    except AgentDown as error:
        raise errors.SizeUnknown from error
    return max(0, contract_of(customer).web_disk_bytes - used)


def _counted(domain: str) -> int:
    """Raises AgentDown."""
    try:
        return Sites(settings.FUMIBAKO).counted_bytes(domain)
    except AgentRefused:  # not live yet
        return 0
