"""Working on a database in phpMyAdmin, without its password (D3).

nginx asks for each request of phpMyAdmin's (machine/daemons/phpmyadmin): the first one of a session has MariaDB given a
further password of the database's user, which nobody is shown and nothing keeps.
"""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from fumibako.chapters.hosting.databases.models import Database, Opening
from fumibako.chapters.hosting.databases.services import customer_of
from fumibako.chapters.identity.logins.models import SignIn
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.machine.daemons.mariadb.control import Mariadbs
from fumibako.machine.formats.mariadb import native_hash

GOOD_FOR = timedelta(hours=1)
"""MariaDB has it for two."""


def open_database(*, actor: Actor, sign_in: SignIn, database: Database, mariadb: Mariadbs) -> str:
    """The password for this session's next request. Raises AgentDown, AgentFailed, AgentRefused."""
    now = timezone.now()
    there = Opening.objects.filter(sign_in=sign_in, database=database).first()
    if there and there.lent_at > now - GOOD_FOR:
        return password_of(there.nonce)
    nonce = there.nonce if there else secrets.token_urlsafe(32)
    mariadb.lend(database.name, native_hash(password_of(nonce)))
    with transaction.atomic():
        opening, is_new = Opening.objects.get_or_create(
            sign_in=sign_in, database=database, defaults={"nonce": nonce, "lent_at": now}
        )
        if is_new:
            record(actor, "database.open", database.name, customer_number=customer_of(database).number)
        else:
            Opening.objects.filter(pk=opening.pk).update(lent_at=now)
    return password_of(opening.nonce)


def password_of(nonce: str) -> str:
    """A copy of the database alone tells no password."""
    return salted_hmac("hosting.databases.opening", nonce, algorithm="sha256").hexdigest()
