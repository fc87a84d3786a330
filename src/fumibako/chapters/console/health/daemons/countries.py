"""countries on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

COUNTRIES = Sentences(
    name="countries",
    label=_("Country data"),
    purpose=_("Which addresses are in Japan, for restricted logins and sites."),
    without=_("Addresses that were given out since then count as abroad, or the other way round."),
    codes={"old": _("The country data is %(days)s days old.")},
)
