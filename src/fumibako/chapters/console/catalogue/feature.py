from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.catalogue import views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

FEATURE = Feature(
    id="E4",
    pages=(
        Page(
            *(Face.CONSOLE, "catalogue/", views.listed, "catalogue"),
            Entry(_("Catalogue of options"), Area.CONTENT, "sheet", position=20),
        ),
        Page(Face.CONSOLE, "catalogue/add/", views.add, "add_option"),
        Page(Face.CONSOLE, "catalogue/<str:option>/", views.change, "change_option"),
    ),
)
