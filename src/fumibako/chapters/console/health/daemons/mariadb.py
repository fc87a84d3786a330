"""MariaDB on the health page."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.health.sentences import Sentences

MARIADB = Sentences(
    name="mariadb",
    label=_("Databases"),
    purpose=_("Keeps the databases of customers' websites."),
    without=_("Websites with a database, WordPress for example, show an error. Databases cannot be made or changed."),
    codes={"unused": _("Not in use yet. It starts with the first database.")},
)
