from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.spam_engine import views
from fumibako.groundwork.features import Face, Feature, Page, Tab

FEATURE = Feature(
    id="B10",
    needs="spam_option",
    pages=(
        Page(
            *(Face.ADMIN, "spam/engine/", views.accounts, "spam_engine"),
            tab=Tab("spam", _("Second engine"), _("rspamd option spam check"), position=30),
        ),
    ),
)
