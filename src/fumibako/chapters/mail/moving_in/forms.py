"""What is asked about the old server, and which mailboxes are moved."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.mail.moving_in.rules import check_host, check_port, usual_port
from fumibako.chapters.mail.moving_in.sheet import Entry, parse
from fumibako.chapters.mail.moving_in.source import Protocol, Security, Server
from fumibako.groundwork.rules import Refused
from fumibako.groundwork.ui.forms import Form, NumberField
from fumibako.machine.formats.csvfile import MAX_BYTES


class MoveIn(Form):
    protocol = forms.ChoiceField(
        label=_("Kind of mailbox"),
        choices=(
            (Protocol.IMAP, _("IMAP: all folders, with flags and dates (recommended)")),
            (Protocol.POP3, _("POP3: the inbox only, for providers without IMAP")),
        ),
        initial=Protocol.IMAP,
        required=False,
        widget=forms.RadioSelect,
    )
    host = forms.CharField(label=_("Old mail server"), max_length=253, help_text=_("For example imap.old.example."))
    security = forms.ChoiceField(
        label=_("Encryption"),
        choices=(
            (Security.TLS, _("SSL/TLS (port 993, of POP3 995)")),
            (Security.STARTTLS, _("STARTTLS (port 143, of POP3 110)")),
            (Security.NONE, _("None (port 143, of POP3 110): passwords and mail cross the net unprotected")),
        ),
        initial=Security.TLS,
        widget=forms.RadioSelect,
    )
    port = NumberField(label=_("Port"), required=False, help_text=_("Empty: the usual one."))
    address = forms.ChoiceField(label=_("New mailbox"), required=False)
    login = forms.CharField(label=_("Old login"), required=False, max_length=254, strip=True)
    password = forms.CharField(
        label=_("Old password"),
        required=False,
        max_length=254,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("CSV file"),
        required=False,
        help_text=_("For several mailboxes: new mail address, old login, old password."),
        error_messages={"empty": _("The file is empty.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )

    def __init__(self, *args: Any, addresses: Iterable[str], domain: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self._addresses, self._domain = list(addresses), domain
        self.fields["address"].choices = [("", _("Choose an account")), *((each, each) for each in self._addresses)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        values["host"] = self.ask(check_host, values.get("host"))
        self.ask(check_port, values.get("port"))
        try:
            values["entries"] = self._entries(values)
        except Refused as refusal:
            self.refuse(refusal)
        return values

    def _entries(self, values: dict[str, Any]) -> tuple[Entry, ...]:
        """Raises what parse raises, NothingToMove."""
        if values.get("file"):
            content = values["file"].read(MAX_BYTES + 1)
            return parse(content, default=self._domain, accounts=frozenset(self._addresses))
        for name in ("address", "login", "password"):
            if not values.get(name) and name not in self.errors:
                self.add_error(name, _("Fill this in, or choose a file for several mailboxes."))
        if self.errors:
            return ()
        return (Entry(1, values["address"], values["login"], values["password"]),)

    def server(self) -> Server:
        security = Security(self.cleaned_data["security"])
        protocol = Protocol(self.cleaned_data["protocol"] or Protocol.IMAP)
        port = self.cleaned_data["port"] or usual_port(protocol, security)
        return Server(self.cleaned_data["host"], port, security, protocol)
