"""What is typed about the virus check."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.virus.rules import check_locked_treatment
from fumibako.groundwork.ui.forms import Form
from fumibako.machine.state import EncryptedTreatment


class SetLockedFiles(Form):
    locked_files = forms.ChoiceField(
        label=_("Files locked with a password"),
        choices=(
            (EncryptedTreatment.MARK.value, _("Deliver the message unchanged; only its header says so (recommended)")),
            (EncryptedTreatment.REMOVE.value, _("Remove it like a virus; it is not sent either")),
        ),
        help_text=_("No virus check can look into them."),
        widget=forms.RadioSelect,
    )

    def clean(self) -> None:
        self.ask(check_locked_treatment, self.cleaned_data.get("locked_files", ""))
