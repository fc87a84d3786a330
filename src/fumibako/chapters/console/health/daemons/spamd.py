"""spamd on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

SPAMD = Sentences(
    name="spamd",
    label=_("Spam detection"),
    purpose=_("Detects spam."),
    without=_("Mail waits in the queue; none is delivered unchecked."),
)
