"""freshclam on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

FRESHCLAM = Sentences(
    name="freshclam",
    label=_("Virus signatures"),
    purpose=_("Downloads new virus signatures."),
    without=_("Mail is still scanned with the present signatures, but new viruses are not found."),
    codes={
        "switched-off": _("Signature downloads are switched off in fumibako.toml."),
        "none-yet": _("No signatures have been downloaded yet."),
        "old": _("The virus signatures are %(hours)s hours old."),
        "too-old": _("The virus signatures are %(hours)s hours old: new viruses are not found."),
    },
)
