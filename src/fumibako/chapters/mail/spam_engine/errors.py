"""What is refused about the second spam engine."""

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class NotInContract(Refused):
    code = "no_spam_engine"
    message = _("The option “Spam check” is not in use for this contract.")


class TooManyAccounts(Refused):
    code = "too_many_spam_engine_accounts"
    message = _(
        "The contract has the second spam engine for %(max)s accounts, and %(number)s are chosen. Choose fewer."
    )
