"""What two-step verification refuses."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from fumibako.groundwork.rules import Refused


class BadCodeAddress(Refused):
    code = "bad_code_address"
    message = _("This is not a mail address. Enter one such as suzuki@example.jp.")
    field = "address"


class OwnLoginAddress(Refused):
    code = "own_login_address"
    message = _("You could not read mail to this address before logging in. Enter an address outside this account.")
    field = "address"


class SameCodeAddress(Refused):
    code = "same_code_address"
    message = _("Codes are already sent to this address.")
    field = "address"


class StepEnded(Refused):
    code = "step_ended"
    message = _("The verification code has expired, or too many wrong ones were entered. Log in again.")


class WrongVerificationCode(Refused):
    """values: tries, how many are left."""

    code = "wrong_verification_code"
    message = ngettext_lazy(
        "This code is not correct. You can try %(tries)d more time.",
        "This code is not correct. You can try %(tries)d more times.",
        "tries",
    )
    field = "code"


class TooManyCodes(Refused):
    """values: minutes, how long to wait."""

    code = "too_many_codes"
    message = ngettext_lazy(
        "Too many wrong codes were entered for this account. Try again in %(minutes)d minute.",
        "Too many wrong codes were entered for this account. Try again in %(minutes)d minutes.",
        "minutes",
    )


class NotOn(Refused):
    code = "two_step_not_on"
    message = _("Two-step verification is off. Set it up first.")


class WrongAppCode(Refused):
    code = "wrong_app_code"
    message = _("This is not the code that the app shows now. Check the clock of the phone, and enter the next code.")
    field = "code"


class AppSetUpEnded(Refused):
    code = "app_set_up_ended"
    message = _("This page was open for too long. Scan the new code.")


class BadPasskeyName(Refused):
    code = "bad_passkey_name"
    message = _("Enter a name of at most 60 characters.")
    field = "name"


class PasskeyRefused(Refused):
    """What the browser sent is no new key of this site, or its page was open for too long."""

    code = "passkey_refused"
    message = _("The passkey could not be registered. Try again, and answer what your browser asks.")


class PasskeyKnown(Refused):
    code = "passkey_known"
    message = _("This passkey is registered already.")


class TooManyPasskeys(Refused):
    """values: limit."""

    code = "too_many_passkeys"
    message = _("%(limit)d passkeys are registered. Remove one that is no longer used.")


class WrongPasskey(Refused):
    """values: tries, how many are left."""

    code = "wrong_passkey"
    message = ngettext_lazy(
        "The passkey was not accepted. You can try %(tries)d more time.",
        "The passkey was not accepted. You can try %(tries)d more times.",
        "tries",
    )
