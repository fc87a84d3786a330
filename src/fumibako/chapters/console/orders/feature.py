from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.orders import api, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource

FEATURE = Feature(
    id="E4",
    pages=(
        Page(
            *(Face.CONSOLE, "orders/", views.listed, "orders"),
            Entry(_("Orders"), Area.RECEPTION, "clock", position=10),
        ),
        Page(Face.CONSOLE, "orders/<str:order>/", views.one, "order"),
        Page(Face.CONSOLE, "orders/<str:order>/refuse/", views.refuse, "refuse_order"),
    ),
    resources=(
        Resource("orders", {"GET": api.listed}),
        Resource("orders/<str:order>/approve", {"POST": api.approve}),
        Resource("orders/<str:order>/refuse", {"POST": api.refuse}),
    ),
)
