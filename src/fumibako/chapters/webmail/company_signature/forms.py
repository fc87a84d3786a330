"""What is typed as a company's signature."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.webmail.company_signature import rules
from fumibako.groundwork.ui.forms import Form


class SetCompanySignature(Form):
    text = forms.CharField(
        label=_("Text of the signature"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "Empty: there is none. {name} becomes the display name of whoever writes, {address} their address."
        ),
    )

    def clean(self) -> None:
        self.ask(rules.check_signature, self.cleaned_data.get("text", ""))
