"""Access restriction for programs. Each function raises what its service raises."""

from typing import Any

from fumibako.chapters.hosting.access import errors, services
from fumibako.chapters.hosting.access.models import AccessUser, Restriction
from fumibako.chapters.hosting.sites.programs import settled, site_of
from fumibako.groundwork.programs import Facts, Given, Password, ProgramRequest, Publication, Text
from fumibako.machine.formats.numbers import number_of
from fumibako.machine.formats.passwords import generate


class RestrictionFacts(Facts):
    """restriction: its number in addresses. realm: what browsers may show when they ask."""

    restriction: int
    path: str
    realm: str
    users: list[str]


class NewRestriction(Given):
    path: Text
    realm: Text


class NewRealm(Given):
    realm: Text


class SettledRestriction(RestrictionFacts):
    publication: Publication


class NewAccessUser(Given):
    name: Text
    password: Password = None


class NewAccessPassword(Given):
    password: Password = None


class AccessUserFacts(Facts):
    """password: shown this once, "" for a user who is gone."""

    path: str
    name: str
    password: str
    publication: Publication


def listed(request: ProgramRequest, domain: Text) -> list[RestrictionFacts]:
    """The restricted folders of a domain's website, with their users."""
    rows = site_of(request, domain).restrictions.order_by("path").prefetch_related("users")
    return [RestrictionFacts(**_facts(each)) for each in rows]


def restrict(request: ProgramRequest, domain: Text, given: NewRestriction) -> SettledRestriction:
    """Restrict a folder; nobody gets in before it has users."""
    site = site_of(request, domain)
    made = services.restrict_folder(actor=request.caller.actor, site=site, path=given.path, realm=given.realm)
    return SettledRestriction(**_facts(made), publication=settled(site))


def set_realm(request: ProgramRequest, domain: Text, restriction: Text, given: NewRealm) -> SettledRestriction:
    """Change what browsers may show."""
    row = _restriction(request, domain, restriction)
    services.set_realm(actor=request.caller.actor, restriction=row, realm=given.realm)
    return SettledRestriction(**_facts(row), publication=settled(row.site))


def lift(request: ProgramRequest, domain: Text, restriction: Text) -> SettledRestriction:
    """Open a folder to everybody; its users are deleted."""
    row = _restriction(request, domain, restriction)
    facts = _facts(row)
    services.lift_restriction(actor=request.caller.actor, restriction=row)
    return SettledRestriction(**facts, publication=settled(row.site))


def add_user(request: ProgramRequest, domain: Text, restriction: Text, given: NewAccessUser) -> AccessUserFacts:
    """Add somebody who may open the folder."""
    row, password = _restriction(request, domain, restriction), given.password or generate()
    services.add_access_user(actor=request.caller.actor, restriction=row, login=given.name, password=password)
    return _user_facts(row, given.name, password)


def set_password(
    request: ProgramRequest, domain: Text, restriction: Text, name: Text, given: NewAccessPassword
) -> AccessUserFacts:
    """Set a new password."""
    user, password = _user(request, domain, restriction, name), given.password or generate()
    services.set_access_password(actor=request.caller.actor, user=user, password=password)
    return _user_facts(user.restriction, name, password)


def remove_user(request: ProgramRequest, domain: Text, restriction: Text, name: Text) -> AccessUserFacts:
    """Delete a user, who cannot open the folder any more."""
    user = _user(request, domain, restriction, name)
    services.remove_access_user(actor=request.caller.actor, user=user)
    return _user_facts(user.restriction, name, "")


def _facts(row: Restriction) -> dict[str, Any]:
    users = sorted(user.login for user in row.users.all())
    return {"restriction": row.pk, "path": row.path, "realm": row.realm, "users": users}


def _user_facts(row: Restriction, name: str, password: str) -> AccessUserFacts:
    return AccessUserFacts(path=row.path, name=name, password=password, publication=settled(row.site))


def _restriction(request: ProgramRequest, domain: str, key: str) -> Restriction:
    """Raises NoSuchSite, NoSuchRestriction."""
    rows = site_of(request, domain).restrictions.select_related("site__domain__customer")
    row = rows.filter(pk=number_of(key)).first()
    if row is None:
        raise errors.NoSuchRestriction
    return row


def _user(request: ProgramRequest, domain: str, restriction: str, name: str) -> AccessUser:
    """Raises NoSuchSite, NoSuchRestriction, NoSuchAccessUser."""
    row = _restriction(request, domain, restriction)
    user = row.users.select_related("restriction__site__domain__customer").filter(login=name).first()
    if user is None:
        raise errors.NoSuchAccessUser(login=name[:80])
    return user
