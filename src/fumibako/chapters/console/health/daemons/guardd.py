"""guardd on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

GUARDD = Sentences(
    name="guardd",
    label=_("Login protection"),
    purpose=_("Counts failed logins (web and mail) and blocks password guessing."),
    without=_("Logins work, but password guessing is not blocked; forwarded mail waits in the queue."),
)
