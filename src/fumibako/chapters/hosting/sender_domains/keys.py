"""Making and removing signing keys: the agent has the private half, the rows the public one."""

import contextlib
import secrets

from fumibako.chapters.hosting.dns.errors import ZoneRefused
from fumibako.chapters.hosting.sender_domains import errors, services
from fumibako.chapters.hosting.sender_domains.looking import look
from fumibako.chapters.hosting.sender_domains.models import DkimKey
from fumibako.chapters.hosting.sender_domains.queries import newest_key, place_of, settings_of
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.conf import Config
from fumibako.machine.daemons.filterd.control import SigningKeys
from fumibako.machine.provision.client import AgentDown, AgentRefused
from fumibako.machine.system.resolver import LookupFailed

__all__ = ["LookupFailed", "change_key", "check", "make_key", "remove_key"]


def make_key(*, actor: Actor, config: Config, domain: Domain) -> DkimKey:
    """Raises NoKeyNow, KeyWaits."""
    newest = newest_key(domain)
    if newest is not None and newest.seen_at is None:
        raise errors.KeyWaits
    selector = f"fb{secrets.token_hex(4)}"
    try:
        public = SigningKeys(config).make(domain.name, selector)
    except (AgentDown, AgentRefused) as error:
        raise errors.NoKeyNow from error
    return services.add_key(actor=actor, domain=domain, selector=selector, public_key=public)


def change_key(*, actor: Actor, config: Config, domain: Domain) -> None:
    """Make the next key and see to its record: in our zone it is entered, elsewhere the administrator is asked to. The
    present key signs until the record is found. Raises NoKeyNow, KeyWaits."""
    key = make_key(actor=actor, config=config, domain=domain)
    if settings_of(domain).is_zone_ours:
        with contextlib.suppress(ZoneRefused):  # the customer's own records are in its way: they are asked, too
            services.publish_key(actor=actor, domain=domain, key=key)
            return
    services.ask_for_record(config=config, domain=domain, key=key)


def remove_key(*, actor: Actor, config: Config, key: DkimKey) -> None:
    """Raises NoKeyNow."""
    domain, selector = key.domain.name, key.selector
    services.drop_key(actor=actor, key=key)
    try:
        SigningKeys(config).remove(domain, selector)
    except (AgentDown, AgentRefused) as error:
        raise errors.NoKeyNow from error


def check(*, actor: Actor, config: Config, domain: Domain) -> None:
    """Ask the DNS now; a domain that has no key gets one first. Raises NoKeyNow."""
    if newest_key(domain) is None:
        make_key(actor=actor, config=config, domain=domain)
    services.note_found(actor=actor, config=config, domain=domain, seen=look(config, place_of(domain)))
