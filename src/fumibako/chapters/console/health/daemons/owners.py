"""owners on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

OWNERS = Sentences(
    name="owners",
    label=_("File owners"),
    purpose=_("Owners and modes of keys, mailboxes and mail queue."),
    without=_(
        "Services cannot read or write these files. Run “fumibako down” and “fumibako up” on the server: that repairs them."  # noqa: E501 one literal, which the catalogue finds
    ),
    codes={
        "wrong-owner": _(
            "%(path)s has the wrong owner or mode. “fumibako down” and “fumibako up” on the server repair it."
        ),
    },
)
