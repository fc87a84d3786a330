from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.statistics import views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="D12",
    pages=(
        Page(
            *(Face.ADMIN, "web/statistics/", views.statistics, "statistics"),
            Entry(
                _("Access statistics"),
                Area.WEB,
                "pulse",
                _("How many people visit your website, from where, and what they look at"),
                _("visitors visits page views hits referrer browser access analysis"),
                position=75,
            ),
        ),
        Page(Face.ADMIN, "web/statistics/year/", views.year, "statistics_of_year"),
        Page(Face.ADMIN, "web/statistics/download/", views.download, "download_statistics"),
    ),
    duty=Duty.WEB,
)
