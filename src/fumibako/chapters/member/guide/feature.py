from django.utils.translation import gettext_lazy as _

from fumibako.chapters.member.faces import everywhere
from fumibako.chapters.member.guide import views
from fumibako.groundwork.features import Area, Entry, Feature

FEATURE = Feature(
    id="A1",
    pages=(
        *everywhere(
            *("guide/", views.contents, "guide"),
            Entry(
                _("Guide"), Area.SUPPORT, "sheet", _("How each function is used"), _("manual help how to"), position=10
            ),
        ),
        *everywhere("guide/<str:topic>/", views.page, "guide_page"),
    ),
    duty=None,
)
