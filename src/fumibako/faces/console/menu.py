"""The operator console (E6)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.ui.shell import Entry, Group

MENU = (
    Group(
        "",
        (
            Entry(_("Overview"), "console:desk", "home"),
            Entry(_("Customers"), "console:customers", "people"),
            Entry(_("Health"), "console:health", "pulse"),
            Entry(_("Mails on hold"), "console:held", "mail"),
        ),
    ),
    Group(_("For developers"), (Entry(_("Style"), "console:style", "palette"),)),
)
