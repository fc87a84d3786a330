"""filterd on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

FILTERD = Sentences(
    name="filterd",
    label=_("Mail checks"),
    purpose=_("Passes every mail through the virus and spam checks."),
    without=_("Mail waits in the queue; none is delivered unchecked."),
    codes={
        "held": _("Messages on hold because the filter failed on them three times: %(number)s. See “Mail on hold”."),
        "second-engine": _(
            "The second virus engine (%(url)s) does not answer. Mail of customers who ordered it waits."
        ),
        "second-engine-blind": _(
            "The second virus engine (%(url)s) does not find the test virus. Mail of customers who ordered it waits."
        ),
    },
)
