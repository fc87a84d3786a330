"""Forms that hand a service what was typed, and show at the field what it refused.

Rules live in the services: a form only cleans widths and turns text into values.
"""

import secrets
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.widths import half_width


class Form(forms.Form):
    use_required_attribute = False  # the browser's own bubbles speak the browser's language, not ours

    def refuse(self, refusal: Refused) -> None:
        """Show a service's refusal at its field, or above the form where it has none here."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, forms.ValidationError(str(refusal), code=refusal.code))


class HalfWidthField(forms.CharField):
    """Addresses, names in addresses, numbers: full-width characters become half-width ones."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.update({"autocapitalize": "none", "spellcheck": "false", "class": "code"} | self.widget.attrs)

    def to_python(self, value: Any) -> str:
        return super().to_python(half_width(value) if isinstance(value, str) else "") or ""


class NumberField(forms.IntegerField):
    """A whole number, typed in either width."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "number"}))
        self.error_messages["invalid"] = _("Enter a whole number.")

    def to_python(self, value: Any) -> int | None:
        return super().to_python(unicodedata.normalize("NFKC", value).replace(",", "").strip() if value else value)


class PasswordField(forms.CharField):
    """Never cleaned, never shown again. is_new: the browser may offer one."""

    def __init__(self, *, is_new: bool, **options: Any) -> None:
        kind = "new-password" if is_new else "current-password"
        widget = forms.PasswordInput(attrs={"autocomplete": kind, "class": "code", "data-half-width": ""})
        super().__init__(strip=False, widget=widget, **options)


class OnceField(forms.CharField):
    """Hidden: what this form carries and no other does, so that the same one sent twice is known for what it is."""

    def __init__(self) -> None:
        # A callable: anew for each form.
        super().__init__(required=False, max_length=64, widget=forms.HiddenInput, initial=secrets.token_urlsafe)


class ConfirmAddress(Form):
    """The third level of asking: the address has to be typed."""

    address = HalfWidthField(label=_("Type the mail address to confirm"))

    def __init__(self, *args: Any, expected: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._expected = expected

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if address.strip().lower() != self._expected:
            raise forms.ValidationError(_("This is not the address above. Nothing was deleted."))
        return address
