from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.backup import alerts, api, jobs, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="D4",
    pages=(
        Page(
            *(Face.ADMIN, "web/backup/", views.backup, "backup"),
            Entry(
                _("Backup"),
                Area.WEB,
                "clock",
                _("Keep your website and its databases in one file, and restore them"),
                _("backup restore generations download copy archive undo"),
                position=28,
            ),
        ),
        Page(Face.ADMIN, "web/backup/bring/", views.bring, "bring_backup"),
        Page(Face.ADMIN, "web/backup/make/", views.make, "make_backup"),
        Page(Face.ADMIN, "web/backup/<str:backup>/download/", views.download, "download_backup"),
        Page(Face.ADMIN, "web/backup/<str:backup>/restore/", views.restore, "restore_backup"),
        Page(Face.ADMIN, "web/backup/<str:backup>/delete/", views.delete, "delete_backup"),
    ),
    resources=(
        Resource("backups/{domain}", {"GET": api.listed, "POST": api.make}),
        Resource("backups/{domain}/jobs/{job}", {"GET": api.state}),
        Resource("backups/{domain}/{backup}", {"DELETE": api.delete}),
        Resource("backups/{domain}/{backup}/restore", {"POST": api.restore}),
    ),
    jobs=(jobs.make_backup, jobs.back_up_nightly, jobs.back_up_at_night, jobs.restore_backup, jobs.bring_backup),
    alerts={Face.ADMIN: alerts.for_administrator},
    duty=Duty.WEB,
)
