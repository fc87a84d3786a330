"""worker on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

WORKER = Sentences(
    name="worker",
    label=_("Applying changes"),
    purpose=_("Applies changed settings to the services."),
    without=_("Changes stay “being applied”; mail is not affected."),
)
