"""searchd on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

SEARCHD = Sentences(
    name="searchd",
    label=_("Search in mail"),
    purpose=_("Keeps the full-text index of every mailbox, for the webmail and mail software."),
    without=_("Mail works. Searches in large mailboxes take long or end without a result."),
)
