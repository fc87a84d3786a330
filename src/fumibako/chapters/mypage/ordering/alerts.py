"""What has become of orders, for the contract's owner."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.options.models import State
from fumibako.chapters.contract.options.queries import orders_of
from fumibako.chapters.contract.requests import OwnerRequest
from fumibako.groundwork.ui.alerts import Alert, Tone

REFUSED_FOR = timedelta(days=14)


def for_owner(request: OwnerRequest) -> Iterator[Alert]:
    orders = orders_of(request.customer)
    for order in orders.filter(state=State.REFUSED, decided_at__gt=timezone.now() - REFUSED_FOR):
        title = gettext("The order %(number)s was not approved.") % {"number": order.number}
        yield Alert(Tone.WARN, title, order.reason, reverse("mypage:order", args=(order.number,)), _("Details"))
    number = orders.filter(state=State.REQUESTED).count()
    if number:
        title = ngettext("%(number)s order waits for approval.", "%(number)s orders wait for approval.", number)
        yield Alert(Tone.INFO, title % {"number": f"{number:,}"}, url=reverse("mypage:orders"), link=_("Orders"))
