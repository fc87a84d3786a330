"""Installing and updating WordPress (D16)."""

import json
from collections.abc import Collection
from itertools import count

from django.db import transaction

from fumibako.chapters.hosting.databases.models import Database
from fumibako.chapters.hosting.databases.rules import check_name, check_space
from fumibako.chapters.hosting.databases.services import add_database
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.subdomains.services import add_subdomain
from fumibako.chapters.hosting.wordpress import errors, rules
from fumibako.chapters.hosting.wordpress.models import Installation
from fumibako.chapters.hosting.wordpress.queries import address_of, folders_taken
from fumibako.chapters.identity.logins.password_policy import check_password
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.jobs import files
from fumibako.groundwork.jobs.kinds import JobKind
from fumibako.groundwork.jobs.models import Job
from fumibako.groundwork.jobs.services import unfinished
from fumibako.machine.formats.passwords import generate

FILES_BYTES = 80 << 20


def start_install(
    *,
    actor: Actor,
    site: Site,
    folder: str,
    title: str,
    login: str,
    email: str,
    password: str,
    owner: str,
    kind: JobKind,
) -> Job:
    """With a new database. Passwords lie in a file until the job ends, never in its row. Raises BadTitle, BadLogin,
    BadFolder, BadEmail, BadPassword, NoRoom,
    TooManyDatabases."""
    folder = rules.check_folder(folder)
    wanted = {
        "url": address_of(site, folder).rstrip("/"),
        "title": rules.check_title(title),
        "login": rules.check_login(login),
        "email": rules.check_email(email),
        "password": check_password(password, login),
        "database_password": generate(),
    }
    check_space(site, FILES_BYTES)
    customer = site.domain.customer
    with transaction.atomic():
        made = add_database(actor=actor, site=site, name=_free_name(site), password=wanted["database_password"])
        stored = files.store(json.dumps({**wanted, "database": made.name}).encode())
        job = kind.enqueue(
            actor=actor,
            owner=owner,
            customer_number=customer.number,
            place=site.domain.name,
            site=site.pk,
            folder=folder,
            database=made.pk,
            stored=stored,
        )
        record(actor, "wordpress.install", site.domain.name, customer_number=customer.number, folder=folder)
    return job


def start_update(*, actor: Actor, installation: Installation, owner: str, kind: JobKind) -> Job:
    """To the newest version, after a backup; the one that waits or is at work already, if there is one. Raises
    NoRoom."""
    check_space(installation.site, FILES_BYTES)
    return _start(actor, "wordpress.update", installation, owner, kind)


def start_look(*, actor: Actor, installation: Installation, owner: str, kind: JobKind) -> Job:
    """Which plugins and themes there are, and which are old."""
    return _start(actor, "wordpress.look", installation, owner, kind)


def start_update_parts(
    *, actor: Actor, installation: Installation, parts: Collection[str], owner: str, kind: JobKind
) -> Job:
    """After a backup. parts: keys of plugins and themes (`rules.part_key`). Raises NothingToUpdate, NoRoom."""
    chosen = rules.check_parts(installation.parts, parts)
    check_space(installation.site, FILES_BYTES)
    return _start(actor, "wordpress.update_parts", installation, owner, kind, parts=[list(each) for each in chosen])


def start_stage(*, actor: Actor, installation: Installation, folder: str, label: str, owner: str, kind: JobKind) -> Job:
    """A copy to try changes out, in a folder of its own or at a subdomain (label), with a new database. Raises
    BadFolder, NoFolder, FolderTaken, CopyThere, NoRoom, TooManyDatabases, BadLabel, ReservedLabel, HostTaken,
    TooManySubdomains, ZoneRefused."""
    site = installation.site
    place = rules.check_copy_folder(folder, folders_taken(site))
    check_space(site, FILES_BYTES)
    with transaction.atomic():
        Installation.objects.select_for_update().get(pk=installation.pk)
        under_way = unfinished().filter(kind=kind.name, arguments__installation=installation.pk)
        if installation.copies.exists() or under_way.exists():
            raise errors.CopyThere
        password = generate()
        made = add_database(actor=actor, site=site, name=_free_name(site), password=password)
        if label:
            label = add_subdomain(actor=actor, site=site, label=label, folder=f"/{place}").label
        stored = files.store(json.dumps({"password": password}).encode())
        more = {"folder": place, "label": label, "database": made.pk, "stored": stored}
        return _start(actor, "wordpress.stage", installation, owner, kind, **more)


def start_publish(*, actor: Actor, installation: Installation, owner: str, kind: JobKind) -> Job:
    """A staging copy over its original, after a backup. Raises NotACopy, NoRoom."""
    if installation.copy_of is None:
        raise errors.NotACopy
    check_space(installation.site, FILES_BYTES)
    return _start(actor, "wordpress.publish", installation, owner, kind)


def start_remove(*, actor: Actor, installation: Installation, owner: str, kind: JobKind) -> Job:
    """After a backup: its files, its database, and the subdomain that was made for it."""
    return _start(actor, "wordpress.remove", installation, owner, kind)


def _start(
    actor: Actor, action: str, installation: Installation, owner: str, kind: JobKind, **arguments: object
) -> Job:
    """The one that waits or is at work already, if this person has started it."""
    domain = installation.site.domain
    number = domain.customer.number
    with transaction.atomic():
        there = unfinished().filter(kind=kind.name, owner=owner, arguments__installation=installation.pk)
        if job := there.exclude(owner="").first():
            return job
        job = kind.enqueue(
            actor=actor,
            owner=owner,
            customer_number=number,
            place=domain.name,
            installation=installation.pk,
            **arguments,
        )
        record(actor, action, domain.name, customer_number=number, folder=installation.folder)
    return job


def _free_name(site: Site) -> str:
    """wp, wp2, wp3 …"""
    taken = set(Database.objects.filter(site=site, dropped_at=None).values_list("name", flat=True))
    names = (check_name(f"wp{number}" if number > 1 else "wp", site.pk) for number in count(1))
    return next(name for name in names if name not in taken)
