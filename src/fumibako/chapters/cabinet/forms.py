"""What is typed about links, requests and the administrator's rules (E5)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.cabinet import rules
from fumibako.chapters.cabinet.models import Policy
from fumibako.groundwork.ui.forms import Form, HalfWidthField, NumberField, PasswordField

_LINES = {"rows": 3, "inputmode": "email"}
DEFAULT_DAYS = 7


class Upload(Form):
    """The files themselves are in the request."""


class Part(Form):
    """Of a file that comes in parts; without an offset its progress is asked for."""

    name = forms.CharField(max_length=4096, strip=False)
    size = forms.IntegerField(min_value=0, max_value=1 << 50)
    stamp = forms.CharField(max_length=200)
    offset = forms.IntegerField(min_value=0, max_value=1 << 50, required=False)
    sender = forms.CharField(max_length=400, required=False)


class _Given(Form):
    """What links and requests have in common."""

    def __init__(self, *args: Any, policy: Policy, **options: Any) -> None:
        super().__init__(*args, **options)
        self._policy = policy
        self.fields["password"].required = policy.needs_password
        self.fields["days"].help_text = _("At most %(most)s days.") % {"most": policy.max_days}

    def clean(self) -> None:
        self.ask(rules.check_days, self.cleaned_data.get("days"), self._policy)
        if "password" not in self.errors:
            self.ask(rules.check_link_password, self.cleaned_data.get("password"), self._policy)


class AddLink(_Given):
    chosen = forms.MultipleChoiceField(label=_("Files"), widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        help_text=_("Shown on the page of the link, for example “Drawings, 2nd issue”."),
    )
    days = NumberField(label=_("Works for (days)"), initial=DEFAULT_DAYS)
    password = PasswordField(
        is_new=True,
        label=_("Password"),
        required=False,
        help_text=_("Tell it to the recipient by telephone or another way, not in the same mail."),
    )
    max_downloads = NumberField(
        label=_("Downloads of each file"), required=False, help_text=_("Empty: as often as wanted.")
    )
    recipients = HalfWidthField(
        label=_("Recipients"),
        required=False,
        help_text=_("One mail address a line."),
        widget=forms.Textarea(attrs=_LINES),
    )
    is_mailed = forms.BooleanField(label=_("Mail the link to these recipients"), required=False)
    is_checked = forms.BooleanField(
        label=_("Only these recipients"),
        required=False,
        help_text=_("The page asks for their address and a code that is mailed to it."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> None:
        super().clean()
        self.ask(rules.check_note, self.cleaned_data.get("note"))
        self.ask(rules.check_downloads, self.cleaned_data.get("max_downloads"))
        self.ask(rules.check_recipients, self.lines())

    def lines(self) -> list[str]:
        typed = self.cleaned_data.get("recipients", "").replace(",", "\n").splitlines()
        return [line.strip() for line in typed if line.strip()]


class AddRequest(_Given):
    note = forms.CharField(
        label=_("What you are asking for"), help_text=_("Shown to the sender, for example “Photos for the catalogue”.")
    )
    days = NumberField(label=_("Works for (days)"), initial=DEFAULT_DAYS)
    max_gigabytes = NumberField(label=_("Largest total (GB)"), initial=2)
    password = PasswordField(
        is_new=True,
        label=_("Password"),
        required=False,
        help_text=_("Tell it to the sender by telephone or another way, not in the same mail."),
    )

    def clean(self) -> None:
        super().clean()
        self.ask(rules.check_note, self.cleaned_data.get("note"))
        given = self.cleaned_data.get("max_gigabytes")
        self.ask(rules.check_number, "max_gigabytes", given, 1, rules.MAX_FILE_GIGABYTES)


class EnterPassword(Form):
    password = PasswordField(is_new=False, label=_("Password"))


class AskForCode(Form):
    address = HalfWidthField(label=_("Your mail address"), max_length=320)


class EnterCode(Form):
    code = HalfWidthField(label=_("Code"), max_length=20)


class SendFiles(Form):
    sender = forms.CharField(label=_("Your name"), max_length=400)

    def clean(self) -> None:
        self.ask(rules.check_sender, self.cleaned_data.get("sender"))


class SetPolicy(Form):
    is_open = forms.BooleanField(
        label=_("Users may use the cabinet"),
        required=False,
        help_text=_("If not, links that have been given out do not work either."),
    )
    takes_files = forms.BooleanField(label=_("Users may receive files from outside"), required=False)
    needs_password = forms.BooleanField(label=_("Every link needs a password"), required=False)
    passes_unscanned = forms.BooleanField(
        label=_("Hand out files that cannot be checked completely"),
        required=False,
        help_text=_("Locked archives, and files that are too large for the virus scanner. The page warns of them."),
    )
    max_days = NumberField(label=_("Longest time that a link works (days)"))
    max_file_gigabytes = NumberField(label=_("Largest file (GB)"))

    def clean(self) -> None:
        given = self.cleaned_data
        self.ask(rules.check_number, "max_days", given.get("max_days"), 1, rules.MAX_DAYS)
        most = rules.MAX_FILE_GIGABYTES
        self.ask(rules.check_number, "max_file_gigabytes", given.get("max_file_gigabytes"), 1, most)


class ChooseSeats(Form):
    """elsewhere: how many accounts of the contract's other domains are chosen; most: of all together."""

    accounts = forms.MultipleChoiceField(label=_("Accounts"), required=False)

    def __init__(self, *args: Any, there: list[str], elsewhere: int, most: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["accounts"].choices = [(address, address) for address in there]  # type: ignore[attr-defined]
        self._elsewhere, self._most = elsewhere, most

    def clean(self) -> None:
        chosen = self.cleaned_data.get("accounts")
        if chosen is not None:
            self.ask(rules.check_seats, self._elsewhere + len(chosen), self._most)
