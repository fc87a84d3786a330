from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.shared import snapshot, views
from fumibako.groundwork.features import Face, Feature, Page, Tab

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
    parts=(snapshot.PART,),
)
