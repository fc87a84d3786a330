"""What the operator does to a customer's further domains and alias domains."""

from django.db import IntegrityError, transaction

from fumibako.chapters.console.customers import rules
from fumibako.chapters.console.customers.errors import DomainTaken
from fumibako.chapters.console.domains import errors
from fumibako.chapters.hosting.certificates.services import forget_alias
from fumibako.chapters.hosting.databases.services import drop_databases
from fumibako.chapters.hosting.sites.services import add_site, remove_site
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.aliases.models import Alias
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.state import Aspect


def add_domain(*, actor: Actor, customer: Customer, domain: str, alias_of: Domain | None = None) -> Domain:
    """A further domain of the contract, or one at which the accounts of alias_of receive mail, too. Raises BadDomain,
    ServersOwnName, WwwDomain, DomainTaken, AliasOfAlias."""
    name = rules.check_domain(domain)
    with transaction.atomic():
        rules.check_free(name)
        if alias_of is not None and alias_of.alias_of_id is not None:
            raise errors.AliasOfAlias(domain=alias_of.name)
        try:
            row = Domain.objects.create(customer=customer, name=name, alias_of=alias_of)
        except IntegrityError as error:
            raise DomainTaken(domain=name) from error
        _changed(actor, "domain.add", row)
        if alias_of is None:
            add_site(actor=actor, domain=row)
    return row


def remove_domain(*, actor: Actor, domain: Domain) -> None:
    """Mail to it is refused from now on. Raises DomainInUse, LastDomain."""
    with transaction.atomic():
        if domain == domain.customer.domains.order_by("pk").first():
            raise errors.LastDomain(domain=domain.name)
        if domain.mailboxes.exists() or domain.mail_aliases.exists() or domain.aliases.exists():
            raise errors.DomainInUse(domain=domain.name)
        _changed(actor, "domain.remove", domain)
        publishing.request(Aspect.DOMAIN_SIEVE, domain.name)
        drop_databases(actor=actor, domain=domain)
        remove_site(actor=actor, domain=domain)
        forget_alias(domain)
        domain.delete()


def _changed(actor: Actor, action: str, domain: Domain) -> None:
    main = domain.alias_of
    record(
        actor,
        action,
        domain.name,
        customer_number=domain.customer.number,
        **({"alias_of": main.name} if main else {}),
    )
    publishing.request(Aspect.DOMAIN, domain.name)
    publishing.request(Aspect.ZONE, domain.name)
    if main:
        local_parts = [
            *Mailbox.objects.filter(domain=main).values_list("local_part", flat=True),
            *Alias.objects.filter(domain=main).values_list("local_part", flat=True),
        ]
        publishing.request(Aspect.ALIAS, *(f"{local_part}@{domain.name}" for local_part in local_parts))
