"""postsrsd on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

POSTSRSD = Sentences(
    name="postsrsd",
    label=_("Sender rewriting"),
    purpose=_("Rewrites the senders of forwarded mail (SRS)."),
    without=_("No mail comes in or goes out; other servers keep it and try again."),
)
