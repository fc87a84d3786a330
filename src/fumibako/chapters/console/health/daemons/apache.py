"""apache on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

APACHE = Sentences(
    name="apache",
    label=_("Websites"),
    purpose=_("Serves customers' websites behind the web access."),
    without=_("Customers' websites are unavailable; mail and these pages are not affected."),
)
