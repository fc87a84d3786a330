"""What is typed about an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.models import Contract
from fumibako.chapters.mail.accounts import rules
from fumibako.chapters.mail.accounts.password_policy import check_password
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.tenancy.models import Domain
from fumibako.groundwork.ui.forms import Form, HalfWidthField, OnceField, PasswordField, SizeField
from fumibako.groundwork.ui.templatetags.ui import size

_PASSWORD_HELP = _("8 to 128 half-width letters, digits and symbols.")


class BeforeField(forms.CharField):
    """Hidden: the mark of the password that the new one is to replace, so that a reload replaces no later one."""

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.HiddenInput)


class NewPassword(Form):
    """Sets a password for somebody else: made here or typed, by an explicit choice. What was typed never gives way to a
    made one unseen."""

    password_by = forms.ChoiceField(
        label=_("How the password is set"),
        choices=(("made", _("Make one automatically (recommended)")), ("typed", _("Type one"))),
        initial="made",
        widget=forms.RadioSelect(attrs={"data-empties": "id_password"}),
        help_text=_("The next page shows it, that once."),
    )
    password = PasswordField(label=_("New password"), is_new=True, required=False, help_text=_PASSWORD_HELP)
    once = OnceField()

    def login(self) -> str:
        """Whom the password is for."""
        raise NotImplementedError

    def clean(self) -> None:
        by, password = self.cleaned_data.get("password_by"), self.cleaned_data.get("password")
        if by == "typed" and password == "":
            words = self.fields["password"].error_messages["required"]
            self.add_error("password", forms.ValidationError(words, "required"))
        elif by == "typed":
            self.ask(check_password, password, self.login())
        elif password:
            words = _("A password was typed as well; it has been erased. Choose “Type one” to use one of your own.")
            self.add_error("password_by", forms.ValidationError(words, "contradiction"))
        if self.errors:
            self._tell_that_it_is_erased()

    def refuse(self, refusal: Refused) -> None:
        super().refuse(refusal)
        self._tell_that_it_is_erased()

    def _tell_that_it_is_erased(self) -> None:
        was_typed = self.data.get("password_by") == "typed" and self.data.get("password")
        if was_typed and not self.has_error("password"):
            words = _("For safety, the password that you typed has been erased. Type it again.")
            self.add_error("password", forms.ValidationError(words, "erased"))


class AddAccount(NewPassword):
    local_part = HalfWidthField(
        label=_("Name before the @"), help_text=_("Letters, digits, “.”, “-” and “_”. Capitals become small letters.")
    )
    display_name = forms.CharField(
        label=_("Display name"), required=False, help_text=_("For lists, for example “Taro Yamada” or “Accounting”.")
    )
    password = PasswordField(label=_("Initial password"), is_new=True, required=False, help_text=_PASSWORD_HELP)
    quota_bytes = SizeField(label=_("Size of the mailbox (GB)"), required=False)
    field_order = ("local_part", "display_name", "password_by", "password", "quota_bytes")

    def __init__(self, *args: Any, domain: Domain, contract: Contract, **options: Any) -> None:
        super().__init__(*args, **options)
        self._domain, self._contract = domain, contract
        self.fields["quota_bytes"].help_text = _empty_means(contract)

    def login(self) -> str:
        return f"{self.cleaned_data.get('local_part', '').lower()}@{self._domain.name}"

    def clean(self) -> None:
        super().clean()
        given = self.cleaned_data.get
        local_part = self.ask(rules.check_local_part, given("local_part"))
        self.ask(rules.check_display_name, given("display_name"))
        self.ask(rules.check_quota, given("quota_bytes"))
        if self.errors:  # the service will not be asked; what it would have looked up
            self.ask(rules.check_free, local_part and f"{local_part}@{self._domain.name}")
            self.ask(rules.check_room, self._domain.customer, self._contract.accounts_max)


class ChangeAccount(Form):
    display_name = forms.CharField(label=_("Display name"), required=False, show_hidden_initial=True)
    quota_bytes = SizeField(label=_("Size of the mailbox (GB)"), required=False, show_hidden_initial=True)

    def __init__(self, *args: Any, contract: Contract, **options: Any) -> None:
        super().__init__(*args, **options)
        self._contract = contract
        self.fields["quota_bytes"].help_text = _empty_means(contract)

    def clean_quota_bytes(self) -> int:
        typed: int | None = self.cleaned_data["quota_bytes"]
        return self._contract.mailbox_quota_bytes if typed is None else typed

    def clean(self) -> None:
        given = self.changed().get
        self.ask(rules.check_display_name, given("display_name"))
        self.ask(rules.check_quota, given("quota_bytes"))


class SetPassword(NewPassword):
    before = BeforeField()

    def __init__(self, *args: Any, address: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._address = address

    def login(self) -> str:
        return self._address


class ChangeOwnPassword(Form):
    old = PasswordField(label=_("Present password"), is_new=False)
    password = PasswordField(label=_("New password"), is_new=True, help_text=_PASSWORD_HELP)
    again = PasswordField(label=_("New password, once more"), is_new=True)

    def __init__(self, *args: Any, address: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._address = address

    def clean(self) -> None:
        self.ask(check_password, self.cleaned_data.get("password"), self._address)

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two new passwords differ. Type the same one twice."))
        return again


def _empty_means(contract: Contract) -> str:
    return gettext("Empty: the size in the contract (%(size)s).") % {"size": size(contract.mailbox_quota_bytes)}
