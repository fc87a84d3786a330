from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.error_pages import snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="D8",
    pages=(
        Page(
            *(Face.ADMIN, "web/error-pages/", views.error_pages, "error_pages"),
            Entry(
                _("Error pages"),
                Area.WEB,
                "warn",
                _("What visitors see when a page is missing or fails"),
                _("401 403 404 500 503 not found ErrorDocument"),
                position=50,
            ),
        ),
    ),
    parts=(snapshot.PART,),
    duty=Duty.WEB,
)
