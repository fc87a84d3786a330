"""What is typed about a DNS record."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.hosting.dns import rules, services
from fumibako.chapters.hosting.dns.importing import merged
from fumibako.chapters.hosting.dns.names import check_name
from fumibako.chapters.hosting.dns.queries import Content, current, there
from fumibako.chapters.hosting.dns.records import TYPES, Record
from fumibako.chapters.hosting.dns.values import check_value
from fumibako.groundwork.tenancy.models import Domain
from fumibako.groundwork.ui.forms import Form, HalfWidthField, NumberField

EXAMPLES = (
    ("A", "192.0.2.10"),
    ("AAAA", "2001:db8::10"),
    ("CNAME", "shop.example.net."),
    ("MX", "10 mail.example.net."),
    ("TXT", "google-site-verification=abc123"),
    ("SRV", "0 5 5060 sip.example.net."),
    ("CAA", '0 issue "ca.example.net"'),
    ("NS", "ns1.example.net."),
)


class _RecordForm(Form):
    name = HalfWidthField(
        label=_("Name"),
        help_text=_("The part before your domain, for example “www” or “shop”. “@” is the domain itself."),
    )
    value = forms.CharField(
        label=_("Value"),
        strip=True,
        widget=forms.Textarea(attrs={"rows": 2, "class": "code", "spellcheck": "false", "autocapitalize": "none"}),
        help_text=_("Names outside your domain end with a dot. Long TXT records are split by themselves."),
    )
    ttl = NumberField(
        label=_("TTL (seconds)"),
        initial=3600,
        help_text=_("How long others remember it: 60 to 604,800. It holds for all records of this name and type."),
    )
    field_order = ("name", "kind", "value", "ttl")

    def __init__(self, *args: Any, domain: Domain, before: Record | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._domain, self._before = domain, before

    def clean(self) -> None:
        given, domain = self.cleaned_data, self._domain
        if self._before:
            self.ask(there, domain, current(domain), self._before.key)
        kind = self._before.type if self._before else given.get("kind")
        self.ask(check_name, domain.name, given.get("name"), kind)
        self.ask(check_value, domain.name, kind, given.get("value"))
        self.ask(rules.check_ttl, given.get("ttl"))
        if not self.errors:
            new = services.checked(domain, given["name"], str(kind), given["value"], given["ttl"])
            self.ask(rules.check_zone, domain.name, self._content(new).published())

    def _content(self, new: Record) -> Content:
        content = current(self._domain)
        if self._before:
            return services.with_change(content, self._before, new)
        return services.with_record(content, new)


class ImportZone(Form):
    text = forms.CharField(
        label=_("Zone file"),
        widget=forms.Textarea(
            attrs={"rows": 14, "class": "code", "spellcheck": "false", "autocapitalize": "none", "autocomplete": "off"}
        ),
        help_text=_("The text of the file, as the previous name server exports it."),
    )

    def __init__(self, *args: Any, domain: Domain, **options: Any) -> None:
        super().__init__(*args, **options)
        self._domain = domain

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        found = self.ask(merged, self._domain.name, current(self._domain), text)
        if found:
            self.ask(rules.check_zone, self._domain.name, found.content.published())
        return text


class SetSecondaries(Form):
    addresses = HalfWidthField(
        label=_("Addresses of the secondary name servers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One IP address per line. They may fetch the whole zone (AXFR), and are told of changes (NOTIFY)."),
    )

    def clean_addresses(self) -> list[str]:
        typed = self.cleaned_data["addresses"].split()
        return self.ask(rules.check_secondaries, typed) or typed


class AddRecord(_RecordForm):
    kind = forms.ChoiceField(label=_("Type"), choices=[(kind, kind) for kind in TYPES], initial="A")


class ChangeRecord(_RecordForm):
    """The type stays: another type is another record."""
