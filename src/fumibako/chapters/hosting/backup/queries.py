"""Looking at backups."""

from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from fumibako.chapters.hosting.backup.models import Backup, BackupPlan
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.conf import Config


def backups_of(domain: Domain) -> QuerySet[Backup]:
    """The newest first."""
    of_it = Backup.objects.select_related("site__domain__customer").filter(site__domain=domain)
    return of_it.order_by("-made_at", "-pk")


def plan_of(site: Site) -> BackupPlan:
    """As it is by itself where nobody has set it."""
    return BackupPlan.objects.filter(site=site).first() or BackupPlan(site=site)


def path_of(backup: Backup) -> Path:
    config: Config = settings.FUMIBAKO
    return config.site_backups(backup.site.domain.name) / backup.file


def file_name(backup: Backup) -> str:
    """What the reader's computer calls it."""
    return f"{backup.site.domain.name}-{backup.made_at:%Y%m%d-%H%M}.tar.gz"
