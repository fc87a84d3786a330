"""Setting a domain's catch-all (B13)."""

from django.db import transaction

from fumibako.chapters.mail.accounts.queries import accounts
from fumibako.chapters.mail.catch_all import errors
from fumibako.chapters.mail.catch_all.models import CatchAll
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect


def check_account(domain: Domain, address: str) -> str:
    """ "" is nobody. Raises NotYourAccount."""
    if address and not accounts().filter(domain__customer=domain.customer_id, address=address).exists():
        raise errors.NotYourAccount(address=address[:80])
    return address


def set_catch_all(*, actor: Actor, domain: Domain, address: str) -> None:
    """That account receives what is sent to names that nobody has; "": it is refused. Raises NotYourAccount."""
    check_account(domain, address)
    with transaction.atomic():
        CatchAll.objects.filter(domain=domain).delete()
        if address:
            CatchAll.objects.create(domain=domain, mailbox=accounts().get(address=address))
        record(actor, "catch_all.set", domain.name, customer_number=domain.customer.number, address=address)
        publishing.request(Aspect.DOMAIN, domain.name)
