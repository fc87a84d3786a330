"""web on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

WEB = Sentences(
    name="web",
    label=_("Web pages"),
    purpose=_("Runs the member site and this console."),
    without=_("These pages are unavailable; mail is not affected."),
)
