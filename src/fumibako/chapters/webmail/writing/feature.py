from django.utils.translation import gettext_lazy as _

from fumibako.chapters.webmail.writing import outbox_views, sending, views
from fumibako.groundwork.features import Face, Feature, Page, Tab

FEATURE = Feature(
    id="C1",
    pages=(
        Page(Face.WEBMAIL, "write/", views.write, "write"),
        Page(Face.WEBMAIL, "send/", sending.send, "send"),
        Page(Face.WEBMAIL, "outbox/", outbox_views.waiting, "outbox"),
        Page(
            Face.WEBMAIL,
            "habits/",
            outbox_views.habits,
            "writing_habits",
            tab=Tab("writing_habits", _("Sending"), position=0),
        ),
    ),
    duty=None,
)
