from django.utils.translation import gettext_lazy as _

from fumibako.chapters.member.faces import everywhere
from fumibako.chapters.member.faq import finding, views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

_KEYWORDS = _("faq help trouble")

FEATURE = Feature(
    id="A1",
    pages=(
        *everywhere(
            *("faq/", views.read, "faq"),
            Entry(_("Questions and answers"), Area.SUPPORT, "question", _("What others asked"), _KEYWORDS, position=30),
        ),
        Page(
            *(Face.CONSOLE, "faq/", views.listed, "faq"),
            Entry(_("Questions and answers"), Area.CONTENT, "question", "", _KEYWORDS, position=20),
        ),
        Page(Face.CONSOLE, "faq/add/", views.add, "add_question"),
        Page(Face.CONSOLE, "faq/<str:question>/", views.change, "change_question"),
        Page(Face.CONSOLE, "faq/<str:question>/delete/", views.delete, "delete_question"),
    ),
    duty=None,
    finds=dict.fromkeys((Face.ADMIN, Face.USER, Face.MYPAGE), finding.for_members),
)
