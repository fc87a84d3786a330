"""Rows → wish: where logins may come from."""

from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.login_places.queries import of_account, of_domain
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail.login_places import LoginPlaces


def domain_places(name: str) -> LoginPlaces | None:
    row = Domain.objects.filter(name=name).first()
    return of_domain(row) if row else None


def account_places(address: str) -> LoginPlaces | None:
    row = Mailbox.objects.filter(address=address).first()
    return of_account(row) if row else None


PARTS = (SnapshotPart(Aspect.DOMAIN, domain_places), SnapshotPart(Aspect.ACCOUNT, account_places))
