"""What is typed, pasted or uploaded about certificates (D11)."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.certificates import rules
from fumibako.chapters.hosting.certificates.leading import Led, Place
from fumibako.chapters.hosting.certificates.rules import SUBJECT, Upload
from fumibako.groundwork.ui.forms import Form, HalfWidthField, PasswordField
from fumibako.machine.formats.certificates import KeyKind

_PEM = {"rows": 8, "class": "code", "spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}


class _SecretText(forms.Textarea):
    """Shown empty again, whatever was typed."""

    def format_value(self, value: Any) -> str:
        return ""


class RequestCertificate(Form):
    kind = forms.ChoiceField(
        label=_("Kind of key"),
        choices=[(KeyKind.RSA, _("RSA, 2048 bits: suits every certificate authority")), (KeyKind.EC, "EC (P-256)")],
        initial=KeyKind.RSA,
    )
    organization = forms.CharField(
        label=_("Organization"),
        required=False,
        help_text=_("The name of the company in Roman letters, for certificates that show it (OV, EV)."),
    )
    locality = forms.CharField(label=_("City"), required=False, help_text=_("For example Chiyoda-ku."))
    state = forms.CharField(label=_("Prefecture"), required=False, help_text=_("For example Tokyo."))
    country = HalfWidthField(label=_("Country"), required=False, initial="JP")

    def clean(self) -> None:
        for part in SUBJECT:
            self.ask(rules.check_subject_part, part, self.cleaned_data.get(part))

    def subject(self) -> dict[str, str]:
        return {part: self.cleaned_data[part] for part in SUBJECT}


class OrderCertificate(Form):
    """led: where each of the host's names leads."""

    names = forms.MultipleChoiceField(
        label=_("Names"), required=False, widget=forms.CheckboxSelectMultiple, help_text=_("Renewals keep your choice.")
    )

    def __init__(self, *args: Any, led: Sequence[Led], chosen: Collection[str] | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._led = led
        likely = [each.name for each in led if each.place in (Place.HERE, Place.UNKNOWN)]
        self.fields["names"].choices = [(each.name, _words(each)) for each in led]  # type: ignore[attr-defined]
        self.fields["names"].initial = list(chosen or likely or [each.name for each in led])

    def clean_names(self) -> Any:
        names = self.cleaned_data["names"]
        return self.ask(rules.check_chosen, names, [each.name for each in self._led]) or names


def _words(led: Led) -> str:
    """A name, and where it leads."""
    match led.place:
        case Place.HERE:
            kind, words = "ok", gettext("Leads to this server")
        case Place.ELSEWHERE:
            kind, words = "warn", gettext("Leads elsewhere: %(addresses)s") % {"addresses": ", ".join(led.addresses)}
        case Place.NOWHERE:
            kind, words = "warn", gettext("Has no address in the DNS")
        case Place.UNKNOWN:
            kind, words = "plain", gettext("Where it leads could not be found out")
    return format_html(
        '<span><span class="code">{}</span> <span class="chip {}">{}</span></span>', led.name, kind, words
    )


class _Upload(Form):
    """upload: what was read, None where that was refused."""

    upload: Upload | None = None

    def __init__(self, *args: Any, names: Sequence[str], known_keys: Collection[str], **options: Any) -> None:
        super().__init__(*args, **options)
        self._names, self._known_keys = names, known_keys

    def check(self, upload: Upload | None) -> None:
        """Ask every rule about it, so that all that is wrong is said at once."""
        self.upload = upload
        if upload is not None:
            self.ask(rules.check_strength, upload.own)
            self.ask(rules.check_dates, upload.own, timezone.now())
            self.ask(rules.check_names, upload.own, self._names)
            self.ask(rules.check_key, upload, self._known_keys)
            self.ask(rules.check_chain, upload.chain)


class InstallCertificate(_Upload):
    certificate = forms.CharField(
        label=_("Certificate"),
        required=False,
        widget=forms.Textarea(attrs=_PEM),
        help_text=_("From “-----BEGIN CERTIFICATE-----” to “-----END CERTIFICATE-----”."),
    )
    certificate_file = forms.FileField(label=_("Or the file (.crt, .cer, .pem)"), required=False)
    chain = forms.CharField(
        label=_("Intermediate certificates"),
        required=False,
        widget=forms.Textarea(attrs=_PEM),
        help_text=_("Leave this empty if they are in the text or file above."),
    )
    key = forms.CharField(
        label=_("Private key"),
        required=False,
        widget=_SecretText(attrs=_PEM),
        help_text=_(
            "Only for a certificate that you bring from another provider. For a signing request of this page, leave it "
            "empty: the key is here already. A key is never shown again."
        ),
    )

    def clean(self) -> None:
        given = self.cleaned_data.get
        certificate = given("certificate") or _text(given("certificate_file"))
        self.check(self.ask(rules.read_upload, certificate, given("chain"), given("key")))


class ImportCertificate(_Upload):
    file = forms.FileField(
        label=_("PKCS #12 file (.p12, .pfx)"),
        help_text=_("It holds the certificate, the intermediate certificates and the private key."),
    )
    password = PasswordField(label=_("Password of the file"), is_new=False, required=False)

    def clean(self) -> None:
        given = self.cleaned_data.get
        file: Any = given("file")
        content = file.read(rules.MAX_BYTES + 1) if file else None
        self.check(self.ask(rules.read_pkcs12, content, given("password")))


def _text(file: Any) -> str:
    """Of an uploaded file, at most a little more than the rules take."""
    return file.read(rules.MAX_BYTES + 1).decode("utf-8", "replace") if file else ""
