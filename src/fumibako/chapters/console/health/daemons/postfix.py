"""postfix on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

POSTFIX = Sentences(
    name="postfix",
    label=_("Sending and receiving"),
    purpose=_("Receives and sends mail (SMTP)."),
    without=_("No mail comes in or goes out; other servers keep it and try again."),
    codes={
        "queue-manager": _("Mail that arrived is not taken out of the queue. It is safe; the service is restarted."),
    },
)
