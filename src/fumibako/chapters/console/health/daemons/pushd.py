"""pushd on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

PUSHD = Sentences(
    name="pushd",
    label=_("News for the webmail"),
    purpose=_("Tells open pages of the webmail at once that a mailbox has changed."),
    without=_("Open pages of the webmail show new mail up to 10 seconds late."),
)
