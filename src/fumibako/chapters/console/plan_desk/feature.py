from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.plan_desk import api, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Reach, Resource

FEATURE = Feature(
    id="E1",
    pages=(
        Page(
            *(Face.CONSOLE, "plans/", views.listed, "plans"),
            Entry(_("Plans"), Area.CONTENT, "sheet", position=10),
        ),
        Page(Face.CONSOLE, "plans/add/", views.add, "add_plan"),
        Page(Face.CONSOLE, "plans/<str:plan>/", views.change, "change_plan"),
        Page(Face.CONSOLE, "customers/<str:number>/plan/", views.move, "move_contract"),
    ),
    resources=(
        Resource("plans", {"GET": api.listed}, reach=Reach.PROVIDER),
        Resource("plans/{plan}", {"PATCH": api.change}, reach=Reach.PROVIDER),
    ),
)
