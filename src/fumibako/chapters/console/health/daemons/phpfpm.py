"""phpfpm on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

PHPFPM = Sentences(
    name="phpfpm",
    label=_("PHP"),
    purpose=_("Runs the PHP programs of customers' websites, each as its own user."),
    without=_("Pages made by PHP (WordPress and others) are unavailable; plain files are still served."),
    codes={
        "group": _(
            "The PHP of some websites does not answer. If it stays so for half a minute, it is started anew; other websites are not affected."  # noqa: E501 one literal, which the catalogue finds
        ),
    },
)
