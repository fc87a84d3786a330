from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.usage_by_account import api, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="B4",
    pages=(
        Page(
            *(Face.ADMIN, "usage/", views.listed, "usage"),
            tab=Tab("accounts", _("Usage"), _("size quota disk full empty"), position=50),
        ),
        Page(Face.ADMIN, "usage/<str:address>/empty/", views.empty_account, "empty_account"),
        Page(
            *(Face.USER, "empty/", views.empty_own, "empty"),
            Entry(
                _("Empty the mailbox"),
                Area.MY_MAIL,
                "ban",
                _("Delete every mail at once"),
                _("initialise delete all"),
                position=85,
            ),
        ),
    ),
    resources=(Resource("domains/{domain}/usage", {"GET": api.listed}),),
)
