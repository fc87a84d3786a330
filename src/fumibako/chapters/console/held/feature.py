from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.held import api, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Reach, Resource

FEATURE = Feature(
    id="E6",
    pages=(
        Page(
            *(Face.CONSOLE, "held/", views.listed, "held"),
            Entry(_("Mail on hold"), Area.DELIVERY, "mail", position=50),
        ),
        Page(Face.CONSOLE, "held/<str:queue_id>/release/", views.release, "release_mail"),
    ),
    resources=(
        Resource("mail/held", {"GET": api.listed}, reach=Reach.PROVIDER),
        Resource("mail/held/{queue_id}/release", {"POST": api.release}, reach=Reach.PROVIDER),
    ),
)
