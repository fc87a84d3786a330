"""Customers whose contract is used up, for the operator."""

from collections.abc import Iterator

from django.db.models import Count, F
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.ui.alerts import Alert, Tone

SHOWN = 5


def for_operator(request: HttpRequest) -> Iterator[Alert]:
    counted = Customer.objects.annotate(accounts=Count("domains__mailboxes")).order_by("number")
    names = list(counted.filter(accounts__gte=F("contract__accounts_max")).values_list("name", flat=True))
    if names:
        title = ngettext(
            "%(number)s customer has used all mail accounts.",
            "%(number)s customers have used all mail accounts.",
            len(names),
        )
        url = reverse("console:customers")
        yield Alert(
            *(Tone.INFO, title % {"number": f"{len(names):,}"}, "", url, _("Customer list"), tuple(names[:SHOWN]))
        )
