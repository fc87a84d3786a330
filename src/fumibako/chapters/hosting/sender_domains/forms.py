"""What is chosen about sender authentication."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.ui.forms import Form


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
