"""Setting the FTP password, and where logins may come from (D5)."""

from collections.abc import Iterable

from django.db import transaction

from fumibako.chapters.hosting.ftp.models import FtpAccess
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.identity.logins import initial_passwords
from fumibako.chapters.identity.logins.password_policy import check_password
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.networks import check_network, check_number
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.formats.passwd import hash_for_crypt
from fumibako.machine.formats.passwords import generate
from fumibako.machine.state import Aspect


def set_ftp_password(*, actor: Actor, site: Site, password: str) -> None:
    """The old one ends at once, and with it the sessions that began with it. Raises BadPassword, CommandFailed."""
    password_hash = hash_for_crypt(check_password(password, site.domain.name))
    with transaction.atomic():
        FtpAccess.objects.update_or_create(site=site, defaults={"password_hash": password_hash, "initial": ""})
        _changed(actor, "ftp.set_password", site)


def issue_ftp_password(*, actor: Actor, site: Site) -> None:
    """A generated one, which the registration notice shows until another one is set (E3). Part of the transaction that
    makes the site. Raises CommandFailed."""
    password = generate()
    values = {"password_hash": hash_for_crypt(password), "initial": initial_passwords.sealed(password)}
    FtpAccess.objects.update_or_create(site=site, defaults=values)
    _changed(actor, "ftp.issue_password", site)


def set_ftp_networks(*, actor: Actor, site: Site, networks: Iterable[str]) -> tuple[str, ...]:
    """Take logins from these addresses and ranges only; from anywhere where there are none. One given twice is one.
    Raises BadNetwork, HostBits, WholeInternet, TooManyNetworks."""
    parsed = list(dict.fromkeys(map(check_network, networks)))
    check_number(len(parsed))
    with transaction.atomic():
        FtpAccess.objects.update_or_create(site=site, defaults={"networks": parsed})
        _changed(actor, "ftp.set_networks", site, networks=parsed)
    return tuple(parsed)


def _changed(actor: Actor, action: str, site: Site, **details: object) -> None:
    record(actor, action, site.domain.name, customer_number=site.domain.customer.number, **details)
    publishing.request(Aspect.SITE, site.domain.name)
