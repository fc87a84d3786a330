"""What the rules of API keys refuse."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadKeyName(Refused):
    code = "bad_key_name"
    message = _("Enter a name of at most 60 characters, without line breaks or control characters.")
    field = "name"


class BadKeyRole(Refused):
    code = "bad_key_role"
    message = _("Choose one of the roles in the list.")
    field = "role"


class TooManyKeys(Refused):
    code = "too_many_keys"
    message = _("You have %(most)s API keys already. Revoke one that is not used any more.")


class NoKey(Refused):
    code = "unauthorized"
    message = _("This needs a valid API key: “Authorization: Bearer …”.")


class KeyClosed(Refused):
    code = "key_closed"
    message = _("The account of this API key, or its customer, is suspended or is no administrator any more.")
