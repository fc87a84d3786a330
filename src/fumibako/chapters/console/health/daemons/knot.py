"""Knot on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

KNOT = Sentences(
    name="knot",
    label=_("Name server"),
    purpose=_("Answers for the DNS records of customers' domains."),
    without=_("Customers' domains are not found, unless a second name server answers for them."),
    codes={
        "refused": _("It goes on with its old configuration, and changes of DNS records have no effect: %(reason)s"),
    },
)
