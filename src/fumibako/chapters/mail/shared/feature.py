from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.shared import api, snapshot, views
from fumibako.groundwork.features import Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="B16",
    pages=(
        Page(
            *(Face.ADMIN, "shared/", views.listed, "shared"),
            tab=Tab(
                "accounts", _("Shared mailboxes"), _("info team common mailbox several people rights"), position=65
            ),
        ),
        Page(Face.ADMIN, "shared/add/", views.add, "add_shared"),
        Page(Face.ADMIN, "shared/<str:address>/", views.change, "change_shared"),
        Page(Face.ADMIN, "shared/<str:address>/stop/", views.stop, "stop_sharing"),
    ),
    resources=(
        Resource("shared", {"GET": api.listed, "POST": api.add}),
        Resource("accounts/{address}/sharing", {"GET": api.show, "PUT": api.put, "DELETE": api.stop}),
    ),
    parts=(snapshot.PART,),
)
