from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.cron import jobs, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="D16",
    pages=(
        Page(
            *(Face.ADMIN, "web/cron/", views.listed, "cron"),
            Entry(
                _("Cron jobs"),
                Area.WEB,
                "clock",
                _("Run a PHP file or a page of your website at set times"),
                _("cron schedule timer batch periodic wp-cron"),
                position=62,
            ),
        ),
        Page(Face.ADMIN, "web/cron/add/", views.add, "add_cron_job"),
        Page(Face.ADMIN, "web/cron/<str:cron_job>/", views.change, "cron_job"),
        Page(Face.ADMIN, "web/cron/<str:cron_job>/run/", views.start, "start_cron_job"),
        Page(Face.ADMIN, "web/cron/<str:cron_job>/delete/", views.delete, "delete_cron_job"),
    ),
    jobs=(jobs.run_cron_jobs,),
    duty=Duty.WEB,
)
