from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.tools import snapshot, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page
from fumibako.groundwork.tenancy.roles import Duty

FEATURE = Feature(
    id="D16",
    pages=(
        Page(
            *(Face.ADMIN, "web/tools/", views.tools, "tools"),
            Entry(
                _("Redirects and tools"),
                Area.WEB,
                "forward",
                _("Send visitors to another address, file lists, hotlink protection"),
                _("redirect 301 302 moved hotlink directory listing index"),
                position=60,
            ),
        ),
        Page(Face.ADMIN, "web/tools/redirects/add/", views.add, "add_redirect"),
        Page(Face.ADMIN, "web/tools/redirects/<str:redirect_key>/delete/", views.delete, "delete_redirect"),
    ),
    parts=(snapshot.PART,),
    duty=Duty.WEB,
)
