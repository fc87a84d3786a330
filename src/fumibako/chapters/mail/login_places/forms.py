"""What is typed about where logins may come from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.login_places.errors import NothingListed
from fumibako.groundwork.networks import MAX_NETWORKS, check_network, check_number, split
from fumibako.groundwork.ui.forms import Form, HalfWidthField
from fumibako.machine.state.mail.login_places import Places

CHOICES = (
    (Places.ANYWHERE.value, _("Anywhere")),
    (Places.JAPAN.value, _("Japan only (and the addresses listed below)")),
    (Places.LISTED.value, _("Listed addresses only")),
)


class SetPlaces(Form):
    follows = forms.BooleanField(label=_("Use the setting of the domain"), required=False)
    web = forms.ChoiceField(label=_("Web (this site and webmail)"), choices=CHOICES, widget=forms.RadioSelect)
    programs = forms.ChoiceField(label=_("Mail software (IMAP, POP, SMTP)"), choices=CHOICES, widget=forms.RadioSelect)
    networks = HalfWidthField(
        label=_("Listed addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One IP address or range per line, for example 203.0.113.5, 203.0.113.0/24 or 2001:db8::/32."),
    )

    def __init__(self, *args: Any, is_of_account: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_of_account:
            del self.fields["follows"]

    def clean_networks(self) -> list[str]:
        typed = split(self.cleaned_data["networks"])
        self.ask(check_number, len(typed))
        for text in typed[:MAX_NETWORKS]:
            self.ask(check_network, text)
        return typed

    def clean(self) -> None:
        given = self.cleaned_data
        if given.get("follows") or "networks" not in given:
            return
        if Places.LISTED in (given.get("web"), given.get("programs")) and not given["networks"]:
            self.refuse(NothingListed())
