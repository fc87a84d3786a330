"""The user menu (A6)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.ui.shell import Entry, Group

ACCOUNT = (
    Entry(_("Forwarding"), "usermenu:forwarding", "forward"),
    Entry(_("Change the password"), "usermenu:password", "key"),
    Entry(_("Settings for mail software"), "usermenu:software", "sheet"),
    Entry(_("Repair the mailbox"), "usermenu:repair", "repair"),
    Entry(_("Logged-in browsers"), "usermenu:sessions", "screens"),
)
"""What everybody does with their own account; administrators have it in their menu too."""

MENU = (
    Group("", (Entry(_("Home"), "usermenu:menu", "home"),)),
    Group(_("My mail account"), ACCOUNT),
)
