from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.catch_all import api, snapshot, views
from fumibako.groundwork.features import Face, Feature, Page, Resource, Tab

FEATURE = Feature(
    id="B13",
    pages=(
        Page(
            *(Face.ADMIN, "catch-all/", views.catch_all, "catch_all"),
            tab=Tab("accounts", _("Other addresses"), _("catch-all unknown address noreply send-only"), position=65),
        ),
    ),
    resources=(Resource("domains/{domain}/catch-all", {"GET": api.show, "PUT": api.put}),),
    parts=(snapshot.PART,),
)
