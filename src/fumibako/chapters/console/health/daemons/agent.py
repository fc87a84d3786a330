"""agent on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

AGENT = Sentences(
    name="agent",
    label=_("Configuration files"),
    purpose=_("Writes the configuration of the services."),
    without=_("Changes stay “being applied”; mail is not affected."),
    codes={
        "filling": _("Tables of addresses and accounts are being rebuilt; until then mail and logins wait."),
    },
)
