"""supervisord on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

SUPERVISORD = Sentences(
    name="supervisord",
    label=_("Process control"),
    purpose=_("Starts every service and starts it again when it ends."),
    without=_("Services that end are not started again. Run “fumibako up” on the server."),
)
