"""Making, dropping, opening, dumping and loading databases (D3)."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from fumibako.chapters.hosting.databases import rules
from fumibako.chapters.hosting.databases.models import Database, DatabaseUser, Opening
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.identity.logins.models import SignIn
from fumibako.chapters.identity.logins.password_policy import check_password
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.kinds import JobKind
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.services import unfinished
from fumibako.groundwork.publish import services as publishing
from fumibako.groundwork.tenancy.models import Customer, Domain
from fumibako.machine.daemons.mariadb.control import Mariadbs
from fumibako.machine.formats.mariadb import native_hash
from fumibako.machine.formats.passwords import generate
from fumibako.machine.state import Aspect

GOOD_FOR = timedelta(hours=1)
"""MariaDB has it for two."""


def add_database(*, actor: Actor, site: Site, name: str, password: str) -> Database:
    """A database, and the user of the same name. Raises BadName, NameTaken, TooManyDatabases, NoRoom, BadPassword."""
    rules.check_space(site)
    return _add(actor, site, rules.check_name(name, site.pk), password)


def _add(actor: Actor, site: Site, whole: str, password: str) -> Database:
    password_hash = native_hash(check_password(password, whole))
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        there = Database.objects.filter(site=site, dropped_at=None)
        rules.check_user_name(whole)
        rules.check_number(there.count() + 1)
        made = Database.objects.create(site=site, domain=site.domain.name, name=whole, password_hash=password_hash)
        _changed(actor, "database.add", site.domain.customer, made)
    return made


def bring_back_database(*, actor: Actor, site: Site, name: str) -> Database:
    """One that was dropped, empty, with the password that it had: whoever fills it asks whether there is space. Raises
    BadName, NameTaken, TooManyDatabases."""
    former = Database.objects.filter(domain=site.domain.name, name=name).order_by("-pk").first()
    with transaction.atomic():
        made = _add(actor, site, rules.check_name(name, site.pk), generate())
        if former and former.password_hash:
            made.password_hash = former.password_hash
            made.save(update_fields=("password_hash",))
    return made


def set_database_password(*, actor: Actor, database: Database, password: str) -> None:
    """The old one ends at once, and so do connections. Raises BadPassword."""
    database.password_hash = native_hash(check_password(password, database.name))
    with transaction.atomic():
        database.save(update_fields=("password_hash",))
        database.openings.all().delete()
        _changed(actor, "database.set_password", customer_of(database), database)


def drop_database(*, actor: Actor, database: Database) -> None:
    """With everything in it, and its users; for good."""
    with transaction.atomic():
        database.dropped_at = timezone.now()
        database.save(update_fields=("dropped_at",))
        database.users.all().delete()
        _changed(actor, "database.drop", customer_of(database), database)


def drop_databases(*, actor: Actor, domain: Domain) -> None:
    """All of a domain's. Part of the transaction that removes the domain, and before its site goes."""
    for database in Database.objects.filter(site__domain=domain, dropped_at=None):
        drop_database(actor=actor, database=database)


def add_database_user(*, actor: Actor, database: Database, name: str, password: str, reads_only: bool) -> DatabaseUser:
    """Raises BadName, NameTaken, TooManyUsers, BadPassword."""
    whole = rules.check_name(name, database.site_id or 0)
    password_hash = native_hash(check_password(password, whole))
    with transaction.atomic():
        # As for a new database: no two of a site's get one name at the same time, whichever each is for.
        Site.objects.select_for_update().filter(pk=database.site_id or 0).first()
        rules.check_user_name(whole)
        rules.check_user_number(database.users.count() + 1)
        made = DatabaseUser.objects.create(
            database=database, name=whole, password_hash=password_hash, reads_only=reads_only
        )
        _user_changed(actor, "database.add_user", database, made.name, reads_only=reads_only)
    return made


def set_user_password(*, actor: Actor, user: DatabaseUser, password: str) -> None:
    """The old one ends at once. Raises BadPassword."""
    hashed = native_hash(check_password(password, user.name))
    with transaction.atomic():
        DatabaseUser.objects.filter(pk=user.pk).update(password_hash=hashed)
        _user_changed(actor, "database.set_user_password", user.database, user.name)


def drop_database_user(*, actor: Actor, user: DatabaseUser) -> None:
    """What it has written stays."""
    with transaction.atomic():
        _user_changed(actor, "database.drop_user", user.database, user.name)
        user.delete()


def publish_databases(customer: Customer) -> None:
    """The customer was suspended or resumed: their users are kept out or let in."""
    of_theirs = Database.objects.filter(site__domain__customer=customer, dropped_at=None)
    Opening.objects.filter(database__in=of_theirs).delete()
    publishing.request(Aspect.DATABASES, *of_theirs.values_list("domain", flat=True).distinct())


def start_dump(*, actor: Actor, database: Database, owner: str, kind: JobKind) -> Job:
    """The one that waits or is at work already, if this person has started it."""
    with transaction.atomic():
        of_this = unfinished().filter(kind=kind.name, owner=owner, arguments={"database": database.pk})
        if there := of_this.exclude(owner="").first():
            return there
        number, place = customer_of(database).number, database.domain
        job = kind.enqueue(actor=actor, owner=owner, customer_number=number, place=place, database=database.pk)
        record(actor, "database.dump", database.name, customer_number=number)
    return job


def start_load(
    *,
    actor: Actor,
    database: Database,
    file_name: str,
    content: Iterable[bytes],
    path: str = "",
    empties: bool,
    owner: str,
    kind: JobKind,
) -> Job:
    """From what was uploaded, or a file of the site (path). empties: what is in the database goes first. Whether there
    is space for it, the job asks. Raises NotADump, ImportUnderWay."""
    place = rules.check_source(file_name, path)
    rules.check_no_import(database, kind.name)
    customer, stored = customer_of(database), "" if place else files.keep(content)
    with transaction.atomic():
        job = kind.enqueue(
            actor=actor,
            owner=owner,
            customer_number=customer.number,
            place=database.domain,
            database=database.pk,
            stored=stored,
            empties=empties,
            path=place,
        )
        record(actor, "database.load", database.name, customer_number=customer.number, empties=empties)
    return job


def open_database(*, actor: Actor, sign_in: SignIn, database: Database, mariadb: Mariadbs) -> str:
    """For phpMyAdmin, which works without the database's password: nginx asks at each of its requests
    (machine/daemons/phpmyadmin). The first one of a session has MariaDB given a further password of the user, which
    nobody is shown and nothing keeps. Return it. Raises AgentDown, AgentFailed, AgentRefused."""
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
    return salted_hmac("phpMyAdmin", nonce, algorithm="sha256").hexdigest()


def customer_of(database: Database) -> Customer:
    """Of a database that was not dropped."""
    return Customer.objects.get(domains__site__databases=database)


def _changed(actor: Actor, action: str, customer: Customer, database: Database) -> None:
    record(actor, action, database.name, customer_number=customer.number, domain=database.domain)
    publishing.request(Aspect.DATABASES, database.domain)


def _user_changed(actor: Actor, action: str, database: Database, name: str, **details: object) -> None:
    record(actor, action, name, customer_number=customer_of(database).number, database=database.name, **details)
    publishing.request(Aspect.DATABASES, database.domain)
