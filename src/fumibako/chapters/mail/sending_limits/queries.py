"""Looking at sending limits."""

from collections.abc import Sequence

from django.db.models import QuerySet

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.sending_limits.models import CommonLimit, OwnLimit, Pause
from fumibako.groundwork.tenancy.models import Customer, Domain


def common_limit(domain: Domain) -> CommonLimit:
    """The domain's, or the defaults as a row that is not saved."""
    return CommonLimit.objects.filter(domain=domain).first() or CommonLimit(domain=domain)


def own_limits(domain: Domain) -> QuerySet[OwnLimit]:
    return OwnLimit.objects.select_related("mailbox").filter(mailbox__domain=domain).order_by("mailbox__address")


def own_limit(mailbox: Mailbox) -> OwnLimit | None:
    return OwnLimit.objects.filter(mailbox=mailbox).first()


def pauses_of(customer: Customer) -> Sequence[Pause]:
    found = Pause.objects.select_related("mailbox__domain").filter(mailbox__domain__customer=customer)
    return list(found.order_by("-at"))


def pause_of(mailbox: Mailbox) -> Pause | None:
    return Pause.objects.filter(mailbox=mailbox).first()
