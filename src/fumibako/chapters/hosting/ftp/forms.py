"""What is typed about FTP (D5)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.groundwork.networks import MAX_NETWORKS, check_network, check_number, split
from fumibako.groundwork.ui.forms import Form, HalfWidthField


class SetNetworks(Form):
    networks = HalfWidthField(
        label=_("Allowed addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "One IP address or range per line, for example 203.0.113.5, 203.0.113.0/24 or 2001:db8::/32. "
            "Leave it empty to allow every address."
        ),
    )

    def clean_networks(self) -> list[str]:
        """Each once."""
        typed = split(self.cleaned_data["networks"])
        self.ask(check_number, len(typed))
        for text in typed[:MAX_NETWORKS]:
            self.ask(check_network, text)
        return typed
