"""What is typed about the provider."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.branding import rules
from fumibako.groundwork.ui.forms import Form, HalfWidthField


class SetBranding(Form):
    name = forms.CharField(
        label=_("Service name"), help_text=_("At the top of every page, in mails and on printed sheets.")
    )
    name_en = forms.CharField(
        label=_("Service name in English"), required=False, help_text=_("On English pages. Empty: the name above.")
    )
    company = forms.CharField(label=_("Company name"), required=False)
    support_phone = HalfWidthField(label=_("Support telephone"), required=False)
    support_hours = forms.CharField(
        label=_("Support hours"), required=False, help_text=_("For example “weekdays 9:00–18:00”.")
    )
    support_address = HalfWidthField(
        label=_("Support mail address"),
        required=False,
        help_text=_("Inquiries from the member site are sent here, and it is shown to customers."),
    )
    sender_address = HalfWidthField(
        label=_("Sender of the provider's mails"),
        required=False,
        help_text=_("Empty: noreply@ the name of this machine. Mails about a customer's domain come from that domain."),
    )
    color = HalfWidthField(
        label=_("Colour"),
        required=False,
        help_text=_(
            "Of buttons, links and marks on every page, for example #1a5fb4. Dark pages use a lighter shade of it."
            " Empty: the usual blue."
        ),
    )
    logo = forms.FileField(
        label=_("Logo"),
        required=False,
        help_text=_("PNG, JPEG or WebP of at most 256 KB; shown 32 pixels high."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)

    def clean_logo(self) -> bytes | None:
        """The file's bytes, never more than one byte over the limit."""
        upload = self.cleaned_data["logo"]
        return upload.read(rules.MAX_LOGO_BYTES + 1) if upload else None

    def clean(self) -> None:
        given = self.cleaned_data.get
        for field in rules.TEXTS:
            self.ask(rules.check_text, field, given(field))
        for field in rules.ADDRESSES:
            self.ask(rules.check_address, field, given(field))
        self.ask(rules.check_phone, given("support_phone"))
        self.ask(rules.check_color, given("color"))
        self.ask(rules.check_logo, given("logo"))
