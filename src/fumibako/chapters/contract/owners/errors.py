"""What the rules of My Page's login refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadContact(Refused):
    code = "bad_contact"
    message = _("This is not a mail address. Enter one such as somu@example.jp.")
    field = "contact"


class AlreadySetUp(Refused):
    code = "already_set_up"
    message = _("My Page has been set up already. To choose another password, use “Change the password”.")
