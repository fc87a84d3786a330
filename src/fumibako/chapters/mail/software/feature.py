from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.software import views
from fumibako.groundwork.features import Area, Entry, Face, Feature, Page

FEATURE = Feature(
    id="C11",
    pages=(
        Page(
            *(Face.USER, "software/", views.sheet, "software"),
            Entry(
                _("Settings for mail software"),
                Area.MY_MAIL,
                "sheet",
                _("Servers, ports, user name"),
                _("IMAP POP SMTP Outlook Thunderbird iPhone"),
                position=70,
                is_frequent=True,
            ),
        ),
    ),
)
