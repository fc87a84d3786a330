"""The administrator menu (A5)."""

from django.utils.translation import gettext_lazy as _

from fumibako.faces.usermenu.menu import ACCOUNT
from fumibako.groundwork.ui.shell import Entry, Group

MENU = (
    Group("", (Entry(_("Home"), "adminmenu:menu", "home"),)),
    Group(_("Mail service"), (Entry(_("Mail accounts"), "adminmenu:accounts", "people"),)),
    Group(_("My mail account"), ACCOUNT),
)
