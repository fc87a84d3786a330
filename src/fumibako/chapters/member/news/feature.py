from django.utils.translation import gettext_lazy as _

from fumibako.chapters.member.faces import everywhere
from fumibako.chapters.member.news import alerts, api, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page, Reach, Resource

_KEYWORDS = _("information maintenance incident trouble")

FEATURE = Feature(
    id="A1",
    pages=(
        *everywhere(
            *("news/", views.read, "news"),
            Entry(_("News"), Area.SUPPORT, "news", _("Information, maintenance and incidents"), _KEYWORDS, position=20),
        ),
        Page(
            *(Face.CONSOLE, "news/", views.listed, "news"),
            Entry(_("News"), Area.CONTENT, "news", _("Tell all customers something"), _KEYWORDS, position=10),
        ),
        Page(Face.CONSOLE, "news/add/", views.add, "add_news"),
        Page(Face.CONSOLE, "news/<str:news>/", views.change, "change_news"),
        Page(Face.CONSOLE, "news/<str:news>/end/", views.end, "end_news"),
        Page(Face.CONSOLE, "news/<str:news>/delete/", views.delete, "delete_news"),
    ),
    resources=(Resource("news", {"GET": api.listed, "POST": api.add}, reach=Reach.PROVIDER),),
    duty=None,
    alerts=dict.fromkeys((Face.ADMIN, Face.USER, Face.MYPAGE), alerts.for_members),
)
