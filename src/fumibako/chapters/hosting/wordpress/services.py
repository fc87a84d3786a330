"""Installing and updating WordPress (D16)."""

import json
from itertools import count

from django.db import transaction

from fumibako.chapters.hosting.databases.models import Database
from fumibako.chapters.hosting.databases.rules import check_name, check_space
from fumibako.chapters.hosting.databases.services import add_database
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.hosting.wordpress import rules
from fumibako.chapters.hosting.wordpress.models import Installation
from fumibako.chapters.hosting.wordpress.queries import address_of
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
    site = installation.site
    check_space(site, FILES_BYTES)
    customer = site.domain.customer
    with transaction.atomic():
        there = unfinished().filter(kind=kind.name, owner=owner, arguments={"installation": installation.pk})
        if job := there.exclude(owner="").first():
            return job
        job = kind.enqueue(
            actor=actor,
            owner=owner,
            customer_number=customer.number,
            place=site.domain.name,
            installation=installation.pk,
        )
        details = {"folder": installation.folder}
        record(actor, "wordpress.update", site.domain.name, customer_number=customer.number, **details)
    return job


def _free_name(site: Site) -> str:
    """wp, wp2, wp3 …"""
    taken = set(Database.objects.filter(site=site, dropped_at=None).values_list("name", flat=True))
    names = (check_name(f"wp{number}" if number > 1 else "wp", site.pk) for number in count(1))
    return next(name for name in names if name not in taken)
