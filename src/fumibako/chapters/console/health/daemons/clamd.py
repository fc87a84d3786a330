"""clamd on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

CLAMD = Sentences(
    name="clamd",
    label=_("Virus check"),
    purpose=_("Scans mail for viruses."),
    without=_("Mail waits in the queue; none is delivered unchecked."),
    codes={
        "no-signatures": _(
            "Only test files are recognised: there are no virus signatures. Check whether this server can download them."  # noqa: E501 one literal, which the catalogue finds
        ),
    },
)
