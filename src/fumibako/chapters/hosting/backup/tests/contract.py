from django.utils import timezone

from fumibako.chapters.hosting.backup import services
from fumibako.chapters.hosting.backup.jobs import bring_backup, make_backup, restore_backup
from fumibako.chapters.hosting.backup.models import Backup
from tests.contracts.declared import PERSON, Answer, Contract
from tests.contracts.people import Office


def _backup(office: Office) -> Backup:
    site = office.made.domain.site
    return site.backups.first() or Backup.objects.create(
        site=site, file=f"{site.pk:032x}", made_at=timezone.now(), bytes=1, folders=["htdocs", "private"]
    )


CONTRACT = Contract(
    uses={
        services.set_backup_plan: lambda o: services.set_backup_plan(
            actor=PERSON, site=o.made.domain.site, is_nightly=True, kept=5
        ),
        services.start_backup: lambda o: services.start_backup(
            actor=PERSON, site=o.made.domain.site, owner="", kind=make_backup
        ),
        services.start_restore: lambda o: services.start_restore(
            actor=PERSON, backup=_backup(o), what="folder:htdocs", owner="", kind=restore_backup
        ),
        services.start_bring: lambda o: services.start_bring(
            actor=PERSON,
            site=o.made.domain.site,
            file_name="site.tar.gz",
            path="",
            content=(b"x",),
            owner="",
            kind=bring_backup,
        ),
        services.delete_backup: lambda o: services.delete_backup(actor=PERSON, backup=_backup(o)),
    },
    values=lambda office: {"backup": str(_backup(office).pk)},
    nobodys={"backup": "999999"},
    posted_only=("adminmenu:make_backup",),
    answers=(
        Answer("/admin/web/backup/", {"kept": "99"}, 422),
        Answer("/admin/web/backup/{backup}/restore/", {"what": "folder:htdocs"}, 200),
        Answer("/admin/web/backup/{backup}/restore/", {"what": "all"}, 200),
        Answer("/admin/web/backup/{backup}/restore/", {"what": "path", "path": "../x"}, 422),
        Answer("/admin/web/backup/bring/", {"path": "htdocs/x.zip"}, 422),
    ),
)
