"""Restricting a folder of a site to users with a password (D6)."""

from django.db import transaction

from fumibako.chapters.hosting.access import errors, rules
from fumibako.chapters.hosting.access.models import AccessUser, Restriction
from fumibako.chapters.hosting.sites.models import Site
from fumibako.chapters.identity.logins.password_policy import check_password
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.formats.passwd import hash_for_crypt
from fumibako.machine.state import Aspect


def restrict_folder(*, actor: Actor, site: Site, path: str, realm: str) -> Restriction:
    """Nobody gets in before it has users. Raises BadFolder, BadRealm, FolderTaken, TooManyFolders."""
    folder, title = rules.check_folder(path), rules.check_realm(realm)
    with transaction.atomic():
        Site.objects.select_for_update().get(pk=site.pk)
        if site.restrictions.filter(path=folder).exists():
            raise errors.FolderTaken(path=folder)
        rules.check_number_of_folders(site.restrictions.count() + 1)
        made = Restriction.objects.create(site=site, path=folder, realm=title)
        _changed(actor, "access.restrict", made, realm=title)
    return made


def set_realm(*, actor: Actor, restriction: Restriction, realm: str) -> None:
    """Raises BadRealm."""
    restriction.realm = rules.check_realm(realm)
    with transaction.atomic():
        restriction.save(update_fields=("realm",))
        _changed(actor, "access.set_realm", restriction, realm=realm)


def lift_restriction(*, actor: Actor, restriction: Restriction) -> None:
    """Its users go, too, and everybody gets in."""
    with transaction.atomic():
        _changed(actor, "access.lift", restriction)
        restriction.delete()


def add_access_user(*, actor: Actor, restriction: Restriction, login: str, password: str) -> AccessUser:
    """Raises BadLogin, LoginTaken, TooManyUsers, BadPassword, CommandFailed."""
    rules.check_login(login)
    password_hash = hash_for_crypt(check_password(password, login))
    with transaction.atomic():
        Restriction.objects.select_for_update().get(pk=restriction.pk)
        if restriction.users.filter(login=login).exists():
            raise errors.LoginTaken(login=login)
        rules.check_number_of_users(restriction.users.count() + 1)
        user = AccessUser.objects.create(restriction=restriction, login=login, password_hash=password_hash)
        _changed(actor, "access.add_user", restriction, login=login)
    return user


def set_access_password(*, actor: Actor, user: AccessUser, password: str) -> None:
    """The old one ends at once. Raises BadPassword, CommandFailed."""
    user.password_hash = hash_for_crypt(check_password(password, user.login))
    with transaction.atomic():
        user.save(update_fields=("password_hash",))
        _changed(actor, "access.set_password", user.restriction, login=user.login)


def remove_access_user(*, actor: Actor, user: AccessUser) -> None:
    with transaction.atomic():
        _changed(actor, "access.remove_user", user.restriction, login=user.login)
        user.delete()


def _changed(actor: Actor, action: str, restriction: Restriction, **details: object) -> None:
    domain = restriction.site.domain
    record(actor, action, domain.name, customer_number=domain.customer.number, path=restriction.path, **details)
    publishing.request(Aspect.SITE, domain.name)
