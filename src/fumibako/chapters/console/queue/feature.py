from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.queue import views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

FEATURE = Feature(
    id="E6",
    pages=(
        Page(
            *(Face.CONSOLE, "queue/", views.listed, "queue"),
            Entry(
                _("Mail queue"),
                Area.DELIVERY,
                "sort",
                _("Mail that waits to be delivered"),
                _("queue waiting deferred retry flush delete"),
                position=45,
            ),
        ),
        Page(Face.CONSOLE, "queue/retry/", views.retry, "retry_queue"),
        Page(Face.CONSOLE, "queue/<str:queue_id>/delete/", views.delete, "delete_queued"),
    ),
)
