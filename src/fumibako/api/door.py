"""Who a program acts for: root on this machine, or whoever made the API key that it shows.

Whoever reaches the admin socket as root is the operator; there is no key to lose. A key comes as "Authorization: Bearer
fbk_…" and lasts as long as the login it was made by: its account open, still an administrator's or an operator's.
"""

import os
import socket

from django.conf import settings
from django.http import HttpRequest

from fumibako.chapters.console.operators.queries import operator_of
from fumibako.chapters.contract.options.queries import abilities_of
from fumibako.chapters.identity.keys.errors import KeyClosed, NoKey
from fumibako.chapters.identity.keys.models import Key
from fumibako.chapters.identity.keys.queries import key_of
from fumibako.chapters.identity.keys.services import note_use
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.sessions import is_open, remote_of
from fumibako.chapters.mail.accounts.queries import mailbox_of
from fumibako.groundwork.audit.actor import Actor, Kind
from fumibako.groundwork.features import Feature, Reach
from fumibako.groundwork.jobs import owners
from fumibako.groundwork.programs import Caller, ProviderOnly, RoleTooLow
from fumibako.groundwork.tenancy.roles import Role, common, may_change, may_see
from fumibako.groundwork.tenancy.staff import StaffRole, staff_may_change, staff_may_see
from fumibako.machine.system.peers import peer_of

ROOT = Caller(Actor(Kind.OPERATOR, "root", "local"), None, Role.EVERYTHING, "operator:root")


def caller_of(request: HttpRequest) -> Caller:
    """Raises NoKey, KeyClosed."""
    if is_root(request):
        return ROOT
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    key = key_of(token.strip()) if scheme.lower() == "bearer" else None
    if key is None:
        raise NoKey
    if not is_open(key.login):
        raise KeyClosed
    remote = remote_of(request)
    caller = _operator(key, remote) if key.login.kind == Login.Kind.OPERATOR else _administrator(key, remote)
    note_use(key, remote)
    return caller


def check_may(caller: Caller, feature: Feature, reach: Reach, method: str) -> None:
    """Whether the caller may use a resource of that feature. Raises ProviderOnly, RoleTooLow."""
    if caller is ROOT:
        return
    if reach is Reach.MACHINE or (reach is Reach.PROVIDER and caller.customer is not None):
        raise ProviderOnly
    if caller.customer is None:
        _check_staff(caller, feature, method)
    else:
        if feature.needs and feature.needs not in abilities_of(caller.customer):
            raise RoleTooLow
        if feature.duty and not may_see(caller.role, feature.duty):
            raise RoleTooLow
    duty = feature.duty
    if method != "GET" and (not may_change(caller.role, duty) if duty else caller.role is Role.LOOK):
        raise RoleTooLow


def _check_staff(caller: Caller, feature: Feature, method: str) -> None:
    """What the operator's own role allows. A program of the support's only reads: customers' settings are changed in a
    support login, and contracts by others. Raises RoleTooLow."""
    may = staff_may_see if method == "GET" else staff_may_change
    is_mine = may(caller.staff_role, is_for_support=feature.is_for_support)
    if not is_mine or (caller.staff_role is StaffRole.SUPPORT and method != "GET"):
        raise RoleTooLow


def is_root(request: HttpRequest) -> bool:
    """gunicorn hands on the connection's own socket; who is at its other end, the kernel says."""
    connection = request.META.get("gunicorn.socket")
    if not isinstance(connection, socket.socket) or connection.family != socket.AF_UNIX:
        return False
    is_admins = connection.getsockname() == os.fspath(settings.FUMIBAKO.admin_socket)
    return is_admins and peer_of(connection).uid == 0


def _operator(key: Key, remote: str) -> Caller:
    """Raises KeyClosed."""
    operator = operator_of(key.login)
    if operator is None:
        raise KeyClosed
    actor = Actor(Kind.OPERATOR, key.login.name, remote, key.name, key.role)
    return Caller(actor, None, Role(key.role), owners.login(key.login_id), StaffRole(operator.role))


def _administrator(key: Key, remote: str) -> Caller:
    """Raises KeyClosed."""
    mailbox = mailbox_of(key.login)
    role = common(Role(mailbox.role), Role(key.role)) if mailbox else Role.NONE
    if mailbox is None or role is Role.NONE:
        raise KeyClosed
    actor = Actor(Kind.ADMINISTRATOR, mailbox.address, remote, key.name, key.role)
    return Caller(actor, mailbox.domain.customer, role, owners.login(key.login_id))
