"""What the homes say of accounts that run out, and of changes that no service took."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from fumibako.chapters.contract.plans.queries import contract_of
from fumibako.chapters.mail.accounts.queries import accounts_used
from fumibako.chapters.mail.requests import MemberRequest
from fumibako.groundwork.publish.queries import refused
from fumibako.groundwork.tenancy.models import Customer
from fumibako.groundwork.ui.alerts import Alert, Tone

FEW_PERCENT = 90


def for_administrator(request: MemberRequest) -> Iterator[Alert]:
    title = _used_up(request.customer)
    if title:
        more = _("Delete accounts that nobody needs, or order more as an option.")
        yield Alert(Tone.WARN, title, more, reverse("adminmenu:accounts"), _("Mail accounts"))
    elif title := _few_left(request.customer):
        yield Alert(Tone.INFO, title, url=reverse("adminmenu:accounts"), link=_("Mail accounts"))
    number = refused().filter(_of(request.customer)).count()
    if number:
        title = ngettext("%(number)s change could not be applied.", "%(number)s changes could not be applied.", number)
        words = _("The settings before it remain in effect. Our support sees this, too; please ask if it is urgent.")
        yield Alert(Tone.DANGER, title % {"number": f"{number:,}"}, words, reverse("adminmenu:inquiry"), _("Inquiry"))


def for_owner(request: Any) -> Iterator[Alert]:
    title = _used_up(request.customer)
    if title:
        yield Alert(Tone.WARN, title, url=reverse("mypage:options"), link=_("Order options"))


def _used_up(customer: Customer) -> str:
    most = contract_of(customer).accounts_max
    if accounts_used(customer) < most:
        return ""
    return gettext("All %(most)s mail accounts of the contract are in use.") % {"most": f"{most:,}"}


def _few_left(customer: Customer) -> str:
    most, used = contract_of(customer).accounts_max, accounts_used(customer)
    if used * 100 < most * FEW_PERCENT:
        return ""
    left = most - used
    words = ngettext("%(left)s more mail account can be added.", "%(left)s more mail accounts can be added.", left)
    return words % {"left": f"{left:,}"}


def _of(customer: Customer) -> Q:
    """The scopes of the customer's domains, their addresses and their sites."""
    found = Q()
    for name in customer.domains.values_list("name", flat=True):
        found |= Q(key=name) | Q(key__endswith=f"@{name}")
    return found or Q(pk=None)
