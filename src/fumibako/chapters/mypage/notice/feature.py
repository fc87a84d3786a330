from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mypage.notice import views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

FEATURE = Feature(
    id="E3",
    pages=(
        Page(
            *(Face.MYPAGE, "notice.pdf", views.notice, "notice"),
            Entry(
                _("Registration notice (PDF)"),
                Area.CONTRACT,
                "print",
                _("One sheet to print and keep"),
                _("notice sheet PDF print registration"),
                position=20,
                is_frequent=True,
            ),
        ),
    ),
)
