from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.logs import views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="D13",
    pages=(
        Page(
            *(Face.ADMIN, "web/logs/", views.logs, "web_logs"),
            Entry(
                _("Web logs"),
                Area.WEB,
                "sheet",
                _("Who visited your website, and what went wrong there"),
                _("access log error log visitors 404 500 download"),
                position=80,
            ),
        ),
        Page(Face.ADMIN, "web/logs/download/", views.download, "web_log_download"),
    ),
    duty=Duty.WEB,
)
