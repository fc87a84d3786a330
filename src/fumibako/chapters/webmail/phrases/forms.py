"""What is typed into a signature or a template."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fumibako.chapters.webmail.phrases import rules
from fumibako.chapters.webmail.phrases.models import Phrase
from fumibako.groundwork.ui.forms import Form


class WritePhrase(Form):
    name = forms.CharField(label=_("Name"), help_text=_("For this list only."))
    subject = forms.CharField(
        label=_("Subject"), required=False, max_length=250, help_text=_("Empty: the mail's own subject stays.")
    )
    text = forms.CharField(
        label=pgettext_lazy("of a mail", "Text"), strip=False, widget=forms.Textarea(attrs={"rows": 12})
    )
    is_default = forms.BooleanField(label=_("Put it into every new mail"), required=False)

    def __init__(self, *args: Any, kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        del self.fields["subject" if kind == Phrase.Kind.SIGNATURE else "is_default"]

    def clean(self) -> None:
        self.ask(rules.check_name, self.cleaned_data.get("name"))
        self.ask(rules.check_text, self.cleaned_data.get("text"))

    def given(self) -> dict[str, Any]:
        return {"subject": "", "is_default": False} | self.cleaned_data
