"""watchdog on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

WATCHDOG = Sentences(
    name="watchdog",
    label=_("Monitoring"),
    purpose=_("Checks every service regularly and restarts those that do not respond."),
    without=_("Services that stop responding are not restarted."),
)
