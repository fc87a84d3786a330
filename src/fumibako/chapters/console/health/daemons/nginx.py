"""nginx on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

NGINX = Sentences(
    name="nginx",
    label=_("Web access"),
    purpose=_("Accepts web access and encrypts it (TLS)."),
    without=_("These pages are unavailable; mail is not affected."),
    codes={
        "refused": _("It goes on with its old configuration, and changes of websites have no effect: %(reason)s"),
    },
)
