"""What the rules of app passwords refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadAppName(Refused):
    code = "bad_app_name"
    message = _("Enter a name of up to 60 characters, such as that of the device.")
    field = "name"


class AppNameTaken(Refused):
    """values: name."""

    code = "app_name_taken"
    message = _("There is already an app password named “%(name)s”. Choose a name by which you can tell them apart.")
    field = "name"


class NoProtocol(Refused):
    code = "no_protocol"
    message = _("Choose at least one.")
    field = "protocols"


class TooManyAppPasswords(Refused):
    """values: most."""

    code = "too_many_app_passwords"
    message = _("There are already %(most)s app passwords. Remove one that is not used.")
