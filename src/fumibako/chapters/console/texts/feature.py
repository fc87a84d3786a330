from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.texts import api, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Reach, Resource

FEATURE = Feature(
    id="E6",
    pages=(
        Page(
            *(Face.CONSOLE, "texts/", views.listed, "texts"),
            Entry(
                _("Mail texts"),
                Area.CONTENT,
                "pen",
                _("What the service's own mails say"),
                _("notices wording templates subject preview"),
                position=50,
            ),
        ),
        Page(Face.CONSOLE, "texts/<str:notice_key>/<str:language>/", views.text, "text"),
        Page(Face.CONSOLE, "texts/<str:notice_key>/<str:language>/standard/", views.standard, "standard_text"),
    ),
    resources=(
        Resource("texts", {"GET": api.listed}, reach=Reach.PROVIDER),
        Resource(
            "texts/{notice}/{language}", {"GET": api.show, "PUT": api.write, "DELETE": api.reset}, reach=Reach.PROVIDER
        ),
    ),
)
