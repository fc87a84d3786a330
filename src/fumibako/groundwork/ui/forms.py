"""Forms that hand a service what was typed, and show at the field what it refused.

A form cleans widths, turns text into values and asks the rules that its service asks, all of them: whoever made three
mistakes reads of three.
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.rules import Refused
from fumibako.machine.formats.addresses import BadAddress, parse_domain
from fumibako.machine.formats.widths import half_width

GIGABYTE = 1 << 30
Value = TypeVar("Value")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_SIZE = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,12})?")


class Form(forms.Form):
    use_required_attribute = False  # the browser's own bubbles speak the browser's language, not ours

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self.fields.values():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                is_choice = isinstance(field, forms.ChoiceField)
                words = gettext("Choose “%(label)s”.") if is_choice else gettext("Fill in “%(label)s”.")
                field.error_messages["required"] = words % {"label": field.label}

    def changed(self) -> dict[str, Any]:
        """The values that are not as the form showed them when it was opened; saved, the others would undo what was
        changed meanwhile. Its fields say `show_hidden_initial`."""
        untouched = {name for name in self.fields if self.add_initial_prefix(name) in self.data} - {*self.changed_data}
        return {name: value for name, value in self.cleaned_data.items() if name not in untouched}

    def ask(self, rule: Callable[..., Value], *given: Any) -> Value | None:
        """Show what a rule says no to, else return what it returns. Given None, which is what could not be read or was
        left empty, it is not asked."""
        if None not in given:
            try:
                return rule(*given)
            except Refused as refusal:
                self.refuse(refusal)
        return None

    def refuse(self, refusal: Refused) -> None:
        """Show a service's refusal at its field, or above the form where it has none here."""
        field = refusal.field if refusal.field in self.fields else None
        self.add_error(field, forms.ValidationError(str(refusal), code=refusal.code))


class _HalfWidth(forms.Field):
    """Read in half width, and shown again as it was read."""

    def bound_data(self, data: Any, initial: Any) -> str:
        return _narrow(super().bound_data(data, initial))


class HalfWidthField(_HalfWidth, forms.CharField):
    """Addresses, names in addresses, numbers: full-width characters become half-width ones."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.widget.attrs.update({"autocapitalize": "none", "spellcheck": "false", "class": "code"} | self.widget.attrs)

    def to_python(self, value: Any) -> str:
        return super().to_python(_narrow(value)) or ""


class NumberField(_HalfWidth, forms.IntegerField):
    """A whole number, typed in either width."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "number"}))
        self.error_messages["invalid"] = _("Enter a whole number.")

    def to_python(self, value: Any) -> int | None:
        return super().to_python(_digits(value))


class DayField(forms.DateField):
    """A day, by the browser's own calendar; typed as 2026/12/28 or 2026-12-28 elsewhere, in either width."""

    def __init__(self, **options: Any) -> None:
        words = _("Enter a day such as 2026/12/28.")
        super().__init__(
            **options,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%Y/%m/%d"],
            error_messages={"invalid": words},
            validators=[MinValueValidator(date(2000, 1, 1), words), MaxValueValidator(date(2999, 12, 31), words)],
        )

    def to_python(self, value: Any) -> date | None:
        return super().to_python(half_width(value) if isinstance(value, str) else value)


class SizeField(_HalfWidth):
    """A size typed in GB; its value is in bytes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "number"}))
        self.error_messages["invalid"] = _("Enter the size in GB as a number, for example 5 or 1.5.")

    def to_python(self, value: Any) -> int | None:
        text = _digits(value)
        if text in self.empty_values:
            return None
        if not _SIZE.fullmatch(text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return int(Decimal(text) * GIGABYTE)

    def prepare_value(self, value: Any) -> Any:
        """Bytes in GB to the third decimal, about 1 MB; what was typed as it is."""
        return f"{value / GIGABYTE:.3f}".rstrip("0").rstrip(".") if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether something else was typed than was shown: what was not stays to the byte."""
        return bool(_digits(self.prepare_value(initial)) != _digits(data))


class PasswordField(forms.CharField):
    """Never cleaned, never shown again. is_new: the browser may offer one."""

    def __init__(self, *, is_new: bool, **options: Any) -> None:
        kind = "new-password" if is_new else "current-password"
        widget = forms.PasswordInput(attrs={"autocomplete": kind, "class": "code", "data-half-width": ""})
        super().__init__(strip=False, widget=widget, **options)


def _narrow(value: Any) -> str:
    return half_width(value).strip() if isinstance(value, str) else ""


def _digits(value: Any) -> str:
    """A number as typed, without the commas between thousands."""
    return _THOUSANDS.sub("", _narrow(value))


class Confirm(Form):
    """The third level of asking: what is to be deleted has to be typed."""

    typed: str
    mismatch: Any

    def __init__(self, *args: Any, expected: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._expected = expected

    def clean(self) -> None:
        typed = self.cleaned_data.get(self.typed)
        if typed is not None and self.as_stored(typed) != self._expected.lower():
            self.add_error(self.typed, forms.ValidationError(self.mismatch, "mismatch"))

    def as_stored(self, text: str) -> str:
        return text.strip().lower()


class ConfirmAddress(Confirm):
    typed = "address"
    mismatch = _("This does not match the address above. Nothing was deleted.")
    address = HalfWidthField(
        label=_("Enter the mail address to confirm"),
        error_messages={"required": _("Enter the mail address shown above.")},
    )


class ConfirmDomain(Confirm):
    typed = "domain"
    mismatch = _("This is not the domain above. Nothing was deleted.")
    domain = HalfWidthField(
        label=_("Type the domain to confirm"), error_messages={"required": _("Type the domain above.")}
    )

    def as_stored(self, text: str) -> str:
        """As pages show it (日本語.example) or as it is stored."""
        try:
            return parse_domain(text)
        except BadAddress:
            return text.strip().lower()
