"""What is typed about one's own account."""

from django.utils.translation import gettext_lazy as _

from fumibako.chapters.identity.logins.forms import ChosenPassword
from fumibako.groundwork.ui.forms import PasswordField


class ChangeOwnPassword(ChosenPassword):
    old = PasswordField(label=_("Current password"), is_new=False)
    field_order = ("old", "password", "again")
