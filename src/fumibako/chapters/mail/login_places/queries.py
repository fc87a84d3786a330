"""Looking at where logins may come from."""

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.login_places.models import AccountPlaces, DomainPlaces
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state.mail.login_places import LoginPlaces, Places


def of_domain(domain: Domain) -> LoginPlaces | None:
    """None: anywhere."""
    return _value(domain.name, DomainPlaces.objects.filter(domain=domain).first())


def of_account(mailbox: Mailbox) -> LoginPlaces | None:
    """The account's own. None: the domain's hold."""
    return _value(mailbox.address, AccountPlaces.objects.filter(mailbox=mailbox).first())


def in_force(mailbox: Mailbox) -> LoginPlaces | None:
    """None: anywhere."""
    return of_account(mailbox) or of_domain(mailbox.domain)


def _value(key: str, row: DomainPlaces | AccountPlaces | None) -> LoginPlaces | None:
    if row is None:
        return None
    web, programs = Places(row.web), Places(row.programs)
    return LoginPlaces(key=key, web=web, programs=programs, networks=tuple(row.networks))
