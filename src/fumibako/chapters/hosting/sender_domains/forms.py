"""What is chosen about sender authentication."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.sender_domains.reports import read_report
from fumibako.groundwork.ui.forms import Form
from fumibako.machine.formats.sender_reports import MAX_BYTES, Report


class SetSenderSettings(Form):
    is_enforced = forms.BooleanField(
        label=_("Move incoming mail with a forged sender to the spam folder"),
        help_text=_(
            "Applies where the sender's own domain asks for it (DMARC). Mailing lists that change mails may be caught,"
            " too."
        ),
        required=False,
    )
    mta_sts = forms.ChoiceField(
        label=_("Encrypted delivery to this domain (MTA-STS)"),
        choices=(
            ("testing", _("Try it out: servers report problems and deliver all the same (recommended at first)")),
            ("enforce", _("Required: servers that know MTA-STS do not deliver without encryption")),
            ("none", _("Not used")),
        ),
        widget=forms.RadioSelect,
    )


class TakeReport(Form):
    """report: what was read, None where that was refused."""

    report: Report | None = None
    file = forms.FileField(
        label=_("Report file"),
        help_text=_("The attachment of the report's mail as it came: .xml, .json, .gz or .zip, up to 1 MB."),
        error_messages={"empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".xml,.json,.gz,.zip"}),
    )

    def __init__(self, *args: Any, domain: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._domain = domain

    def clean(self) -> None:
        file: Any = self.cleaned_data.get("file")
        self.report = self.ask(read_report, file.read(MAX_BYTES + 1) if file else None, self._domain)
