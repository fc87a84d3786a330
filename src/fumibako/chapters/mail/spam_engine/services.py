"""Choosing the accounts that the second spam engine judges for."""

from collections.abc import Collection

from django.db import transaction

from fumibako.chapters.contract.plans.queries import locked_contract_of
from fumibako.chapters.mail.accounts.queries import accounts_of
from fumibako.chapters.mail.spam_engine.models import SpamEngineUse
from fumibako.chapters.mail.spam_engine.queries import accounts_max, number_chosen
from fumibako.chapters.mail.spam_engine.rules import check_number
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect


def choose_accounts(*, actor: Actor, domain: Domain, addresses: Collection[str]) -> int:
    """These accounts of the domain, and no others of it; return how many. Raises NotInContract, TooManyAccounts."""
    customer = domain.customer
    with transaction.atomic():
        locked_contract_of(customer)
        there = SpamEngineUse.objects.filter(mailbox__domain=domain)
        there.exclude(mailbox__address__in=addresses).delete()
        known = set(there.values_list("mailbox_id", flat=True))
        wanted = accounts_of(domain).filter(address__in=addresses).exclude(pk__in=known)
        SpamEngineUse.objects.bulk_create(SpamEngineUse(mailbox=mailbox) for mailbox in wanted)
        check_number(number_chosen(customer), accounts_max(customer))
        number = there.count()
        record(actor, "spam_engine.choose", domain.name, customer_number=customer.number, accounts=number)
        publishing.request(Aspect.DOMAIN, *customer.domains.values_list("name", flat=True))
    return number
