"""postsrsd on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

POSTSRSD = Sentences(
    name="postsrsd",
    label=_("Sender rewriting"),
    purpose=_("Rewrites the senders of forwarded mail (SRS)."),
    without=_("Mail is neither received nor sent; other servers keep theirs and try again."),
)
