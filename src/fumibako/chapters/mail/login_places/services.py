"""Setting where logins may come from (A7): of a domain, and of single accounts."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from fumibako.chapters.identity.logins.models import SignIn
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.queries import account
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.login_places.models import AccountPlaces, DomainPlaces
from fumibako.chapters.mail.login_places.queries import in_force
from fumibako.chapters.mail.login_places.rules import check_networks, check_not_locked_out, is_at_right_place
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail.login_places import Places


def set_domain_places(*, actor: Actor, domain: Domain, web: str, programs: str, networks: Iterable[str]) -> None:
    """For all accounts that have none of their own. Raises BadNetwork, HostBits, WholeInternet, TooManyNetworks,
    NothingListed, LocksYouOut."""
    values = _checked(web, programs, networks)
    with transaction.atomic():
        DomainPlaces.objects.update_or_create(domain=domain, defaults=values)
        _check_actor(actor)
        _end_elsewhere(Mailbox.objects.filter(domain=domain))
        record(actor, "login_places.set", domain.name, customer_number=domain.customer.number, **values)
        publishing.request(Aspect.DOMAIN, domain.name)


def set_account_places(*, actor: Actor, mailbox: Mailbox, web: str, programs: str, networks: Iterable[str]) -> None:
    """Instead of the domain's. Raises as set_domain_places, NoSuchAccount."""
    values = _checked(web, programs, networks)
    with transaction.atomic():
        lock(mailbox)
        AccountPlaces.objects.update_or_create(mailbox=mailbox, defaults=values)
        _changed(actor, mailbox, **values)


def follow_domain(*, actor: Actor, mailbox: Mailbox) -> None:
    """The domain's hold for the account again. Raises LocksYouOut, NoSuchAccount."""
    with transaction.atomic():
        lock(mailbox)
        AccountPlaces.objects.filter(mailbox=mailbox).delete()
        _changed(actor, mailbox)


def _checked(web: str, programs: str, networks: Iterable[str]) -> dict[str, object]:
    values = {"web": Places(web).value, "programs": Places(programs).value}
    return {**values, "networks": list(check_networks(networks, web, programs))}


def _changed(actor: Actor, mailbox: Mailbox, **values: object) -> None:
    _check_actor(actor)
    _end_elsewhere(Mailbox.objects.filter(pk=mailbox.pk))
    number = mailbox.domain.customer.number
    record(actor, "login_places.set_for_account", mailbox.address, customer_number=number, **values)
    publishing.request(Aspect.ACCOUNT, mailbox.address)


def _end_elsewhere(mailboxes: QuerySet[Mailbox]) -> None:
    """End the sessions of browsers that could not log in now. Mail programs are logged out with the table."""
    here = SignIn.objects.filter(login__mailbox__in=mailboxes).select_related("login__mailbox__domain")
    for sign_in in here:
        places = in_force(sign_in.login.mailbox)
        if places is not None and not is_at_right_place(places, sign_in.remote):
            sign_in.delete()


def _check_actor(actor: Actor) -> None:
    """Administrators keep a way into the web for themselves. Raises LocksYouOut."""
    mailbox = account(actor.name)
    places = in_force(mailbox) if mailbox else None
    if places is not None:
        check_not_locked_out(places, actor.remote)
