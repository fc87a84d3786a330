"""The mail whose way is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.mail_trace import rules
from fumibako.groundwork.tenancy.models import Domain
from fumibako.groundwork.ui.forms import Form, HalfWidthField
from fumibako.machine.daemons.spamd.control import MAX_JUDGED


class TraceMail(Form):
    """domain: whose account is asked for; None: one's own."""

    address = HalfWidthField(label=_("Account"), help_text=_("The account that the mail is for."))
    file = forms.FileField(
        label=_("Mail file (.eml)"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".eml,message/rfc822"}),
    )
    text = forms.CharField(
        label=_("Or the source of the mail"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "code"}),
        help_text=_("All of it, from the first line of the header on."),
    )

    def __init__(self, *args: Any, domain: Domain | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._domain = domain
        if domain is None:
            del self.fields["address"]

    def clean(self) -> None:
        given = self.cleaned_data
        file = given.get("file")
        content = file.read(MAX_JUDGED + 1) if file else given.get("text", "").encode("utf-8", "replace")
        given["mail"] = self.ask(rules.check_mail, content)
        given["mailbox"] = self.ask(rules.check_account, self._domain, given.get("address"))
