from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.metrics import views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Tab

FEATURE = Feature(
    id="E7",
    pages=(
        Page(
            *(Face.CONSOLE, "metrics/", views.charts, "metrics"),
            Entry(
                _("Metrics"),
                Area.HEALTH,
                "pulse",
                _("Queue, disk and more over time; alarms"),
                _("metrics Prometheus Grafana alarm monitoring"),
                position=20,
            ),
            Tab("metrics", _("Metrics"), position=10),
        ),
        Page(
            *(Face.CONSOLE, "metrics/access/", views.access, "metrics_access"),
            tab=Tab("metrics", _("Alarms and Prometheus"), _("token alarm mail"), position=20),
        ),
        Page(
            *(Face.CONSOLE, "metrics/thresholds/", views.thresholds, "metrics_thresholds"),
            tab=Tab("metrics", _("Alarm thresholds"), _("limits alarm queue disk"), position=30),
        ),
        Page(Face.CONSOLE, "metrics/token/", views.issue_token, "metrics_token"),
        Page(Face.SITE, "metrics", views.exposed, "metrics"),
    ),
)
