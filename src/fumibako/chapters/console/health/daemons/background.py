"""background on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

BACKGROUND = Sentences(
    name="background",
    label=_("Background work"),
    purpose=_(
        "Runs bulk registration and other long jobs, scheduled work, and sends the mails that the service writes."
    ),
    without=_(
        "Jobs and mails such as password resets wait; they continue when it is back. Users’ mail is not affected."
    ),
)
