from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.repair import views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

FEATURE = Feature(
    id="C10",
    pages=(
        Page(
            *(Face.USER, "repair/", views.repair, "repair"),
            Entry(
                _("Repair the mailbox"),
                Area.MY_MAIL,
                "repair",
                _("When messages are missing or shown twice"),
                _("index broken"),
                position=80,
            ),
        ),
    ),
)
