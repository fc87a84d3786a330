from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health import alerts, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

FEATURE = Feature(
    id="E6",
    pages=(
        Page(Face.CONSOLE, "", views.desk, "desk"),
        Page(
            *(Face.CONSOLE, "health/", views.health, "health"),
            Entry(_("Health"), Area.HEALTH, "pulse", position=10),
        ),
        Page(Face.CONSOLE, "health/retry/", views.retry_change, "retry_change"),
    ),
    alerts={Face.CONSOLE: alerts.for_operator},
)
