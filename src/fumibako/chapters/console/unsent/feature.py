from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.unsent import alerts, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

FEATURE = Feature(
    id="E6",
    pages=(
        Page(
            *(Face.CONSOLE, "unsent/", views.listed, "unsent"),
            Entry(
                _("Unsent notices"),
                Area.DELIVERY,
                "warn",
                _("Messages from the service that were refused"),
                _("bounces password reset notification"),
                position=60,
            ),
        ),
    ),
    alerts={Face.CONSOLE: alerts.for_operator},
)
