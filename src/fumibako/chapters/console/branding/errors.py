"""What the rules of the provider's description refuse."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused


class BadText(Refused):
    code = "bad_text"
    message = _("Enter one line of at most %(max)s characters, without control characters.")

    def __init__(self, field: str, **values: object) -> None:
        self.field = field
        super().__init__(**values)


class BadPhone(Refused):
    code = "bad_phone"
    message = _("Enter a telephone number of digits, “-”, “+”, brackets and spaces.")
    field = "support_phone"


class BadMailAddress(Refused):
    code = "bad_address"
    message = _("“%(address)s” is not a mail address.")

    def __init__(self, field: str, **values: object) -> None:
        self.field = field
        super().__init__(**values)


class BadColor(Refused):
    code = "bad_color"
    message: Any = _("Enter a colour as “#” and six digits or letters from a to f, for example #1a5fb4.")
    field = "color"


class PaleColor(BadColor):
    code = "pale_color"
    message = _(
        "White text on this colour is hard to read: its contrast is %(contrast)s, and at least %(needed)s is needed."
        " The nearest colour that can be used is %(nearest)s."
    )


class BadLogo(Refused):
    code = "bad_logo"
    message: Any = _("Choose a PNG, JPEG or WebP picture.")
    field = "logo"


class LogoTooLarge(BadLogo):
    code = "logo_too_large"
    message = _("The picture is too large. Choose one of at most %(max)s KB.")
