"""What is typed about a further domain."""

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.console.customers.rules import check_domain, check_free
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.ui.forms import Form, HalfWidthField
from fumibako.groundwork.ui.templatetags.ui import domain as readable


class AddDomain(Form):
    domain = HalfWidthField(label=_("Domain"), help_text=_("For example example.jp, without www."))
    alias_of = forms.ChoiceField(label=pgettext_lazy("of a domain", "Kind"), widget=forms.RadioSelect, required=False)

    def __init__(self, *args: Any, customer: Customer, **options: Any) -> None:
        super().__init__(*args, **options)
        mains = customer.domains.filter(alias_of__isnull=True).order_by("pk")
        choices = [("", gettext("A domain with mail accounts of its own"))]
        words = gettext("Alias domain: the accounts of %(domain)s receive its mail, too")
        choices += [(main.name, words % {"domain": readable(main.name)}) for main in mains]
        self.fields["alias_of"].choices = choices  # type: ignore[attr-defined] # a ChoiceField

    def clean(self) -> None:
        name = self.ask(check_domain, self.cleaned_data.get("domain"))
        self.ask(check_free, name)
