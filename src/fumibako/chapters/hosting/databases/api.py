"""Databases for programs. Each function raises what its service raises."""

import contextlib
from datetime import datetime

from fumibako.chapters.hosting.databases import errors, queries, services
from fumibako.chapters.hosting.databases.jobs import DUMP, dump_database
from fumibako.chapters.hosting.databases.models import Database, DatabaseUser
from fumibako.chapters.hosting.databases.queries import users_of
from fumibako.chapters.hosting.sites.models import Site
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.queries import job_of
from fumibako.groundwork.programs import Facts, Given, ProgramRequest, Publication, Text
from fumibako.groundwork.publish.queries import wait_until_settled
from fumibako.groundwork.tenancy.models import Domain
from fumibako.machine.daemons.mariadb.control import HOST
from fumibako.machine.formats.addresses import BadAddress, parse_domain
from fumibako.machine.formats.passwords import generate
from fumibako.machine.state import Aspect


class UserFacts(Facts):
    name: str
    reads_only: bool


class DatabaseFacts(Facts):
    """Its user has the same name; users: further ones. bytes: null while it is not known."""

    name: str
    host: str
    bytes: int | None
    created_at: datetime
    users: list[UserFacts]


class NewDatabase(Given):
    """password: left out, one is generated."""

    name: Text
    password: Text | None = None


class SettledDatabase(Facts):
    name: str
    host: str
    publication: Publication


class MadeDatabase(SettledDatabase):
    """password: shown this once."""

    password: str


class GivenPassword(Given):
    password: Text | None = None


class NewUser(NewDatabase):
    """reads_only: it changes nothing."""

    reads_only: bool = False


class SettledUser(Facts):
    database: str
    name: str
    host: str
    publication: Publication


class MadeUser(SettledUser):
    """password: shown this once."""

    password: str


class DumpFacts(Facts):
    """state: queued, running, done, failed or cancelled. file: what the finished dump is called."""

    job: str
    state: str
    message: str
    file: str


def listed(request: ProgramRequest, domain: Text) -> list[DatabaseFacts]:
    """The databases of a domain's website."""
    return [
        DatabaseFacts(
            name=each.database.name,
            host=HOST,
            bytes=each.bytes,
            created_at=each.database.created_at,
            users=[UserFacts(name=user.name, reads_only=user.reads_only) for user in users_of(each.database)],
        )
        for each in queries.sized(_site(request, domain).domain)
    ]


def add(request: ProgramRequest, domain: Text, given: NewDatabase) -> MadeDatabase:
    """Make a database and its user."""
    site = _site(request, domain)
    password = given.password or generate()
    made = services.add_database(actor=request.caller.actor, site=site, name=given.name, password=password)
    return MadeDatabase(name=made.name, host=HOST, password=password, publication=_settled(made))


def set_password(request: ProgramRequest, domain: Text, database: Text, given: GivenPassword) -> MadeDatabase:
    """Set a new password."""
    row = _database(request, domain, database)
    password = given.password or generate()
    services.set_database_password(actor=request.caller.actor, database=row, password=password)
    return MadeDatabase(name=row.name, host=HOST, password=password, publication=_settled(row))


def drop(request: ProgramRequest, domain: Text, database: Text) -> SettledDatabase:
    """Delete a database with everything in it, and its user."""
    row = _database(request, domain, database)
    services.drop_database(actor=request.caller.actor, database=row)
    return SettledDatabase(name=row.name, host=HOST, publication=_settled(row))


def add_user(request: ProgramRequest, domain: Text, database: Text, given: NewUser) -> MadeUser:
    """Let a further user work on a database, or read it only."""
    row, password = _database(request, domain, database), given.password or generate()
    made = services.add_database_user(
        actor=request.caller.actor, database=row, name=given.name, password=password, reads_only=given.reads_only
    )
    return _made(made, password)


def set_user_password(
    request: ProgramRequest, domain: Text, database: Text, name: Text, given: GivenPassword
) -> MadeUser:
    """Set a further user's new password."""
    user, password = _user(request, domain, database, name), given.password or generate()
    services.set_user_password(actor=request.caller.actor, user=user, password=password)
    return _made(user, password)


def drop_user(request: ProgramRequest, domain: Text, database: Text, name: Text) -> SettledUser:
    """Delete a further user; what it has written stays."""
    user = _user(request, domain, database, name)
    services.drop_database_user(actor=request.caller.actor, user=user)
    row = user.database
    return SettledUser(database=row.name, name=user.name, host=HOST, publication=_settled(row))


def _made(user: DatabaseUser, password: str) -> MadeUser:
    row = user.database
    return MadeUser(database=row.name, name=user.name, host=HOST, password=password, publication=_settled(row))


def dump(request: ProgramRequest, domain: Text, database: Text) -> DumpFacts:
    """Begin to write a dump."""
    row = _database(request, domain, database)
    caller = request.caller
    return _job_facts(services.start_dump(actor=caller.actor, database=row, owner=caller.owner, kind=dump_database))


def dump_state(request: ProgramRequest, domain: Text, job: Text) -> DumpFacts:
    """How far a dump is."""
    _site(request, domain)
    row = job_of((request.caller.owner,), job)
    if row is None or row.kind != DUMP:
        raise errors.NoSuchDump(job=job[:80])
    return _job_facts(row)


def _job_facts(job: Job) -> DumpFacts:
    return DumpFacts(job=str(job.pk), state=job.state, message=job.message, file=job.result_name)


def _site(request: ProgramRequest, name: str) -> Site:
    """Raises NoSuchSite."""
    with contextlib.suppress(BadAddress):
        found = Site.objects.select_related("domain__customer").filter(domain__in=_domains(request, parse_domain(name)))
        if site := found.first():
            return site
    raise errors.NoSuchSite(domain=name[:80])


def _domains(request: ProgramRequest, name: str) -> list[Domain]:
    return list(request.caller.domains.filter(name=name))


def _database(request: ProgramRequest, domain: str, name: str) -> Database:
    """Raises NoSuchSite, NoSuchDatabase."""
    row = queries.databases_of(_site(request, domain).domain).filter(name=name).first()
    if row is None:
        raise errors.NoSuchDatabase(name=name[:80])
    return row


def _user(request: ProgramRequest, domain: str, database: str, name: str) -> DatabaseUser:
    """Raises NoSuchSite, NoSuchDatabase, NoSuchUser."""
    user = users_of(_database(request, domain, database)).filter(name=name).first()
    if user is None:
        raise errors.NoSuchUser(name=name[:80])
    return user


def _settled(database: Database) -> str:
    return wait_until_settled(Aspect.DATABASES, database.domain)
