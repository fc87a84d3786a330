"""postfix on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

POSTFIX = Sentences(
    name="postfix",
    label=_("Sending and receiving"),
    purpose=_("Receives and sends mail (SMTP)."),
    without=_("Mail is neither received nor sent; other servers keep theirs and try again."),
    codes={
        "queue-manager": _("Mail that arrived is not taken out of the queue. It is safe; the service is restarted."),
    },
)
