from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.aliases import api, snapshot, views
from fumibako.groundwork.features import Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="B13",
    pages=(
        Page(
            *(Face.ADMIN, "aliases/", views.listed, "aliases"),
            tab=Tab("accounts", _("Aliases and groups"), _("alternative address distribution list ML"), position=60),
        ),
        Page(Face.ADMIN, "aliases/add/", views.add, "add_alias"),
        Page(Face.ADMIN, "aliases/<str:alias>/", views.change, "alias"),
        Page(Face.ADMIN, "aliases/<str:alias>/delete/", views.delete, "delete_alias"),
    ),
    parts=(snapshot.PART,),
    resources=(
        Resource("aliases", {"GET": api.listed, "POST": api.add}),
        Resource("aliases/{alias}", {"PUT": api.change, "DELETE": api.delete}),
    ),
)
