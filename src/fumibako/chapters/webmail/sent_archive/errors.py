"""Why the archive shows nothing (B12)."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NoSuchMail(Refused):
    code = "no_such_mail"
    message = _("This mail is not in the archive. It may have been kept for as long as agreed.")


class NothingChosen(Refused):
    code = "nothing_chosen"
    message = _("Tick the mails first.")


class TooMuch(Refused):
    code = "too_much"
    message = _("The chosen mails have more than %(most)s MB together. Choose fewer.")


class UnclearSearch(Refused):
    code = "unclear_search"
    message = _("This cannot be searched for: %(reason)s")
