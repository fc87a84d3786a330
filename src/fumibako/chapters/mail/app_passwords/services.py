"""Making and removing app passwords, and whom they let in."""

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.http import HttpRequest

from fumibako.chapters.identity.logins.errors import LoginRefused
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.password_policy import mark_of
from fumibako.chapters.identity.logins.services import Proved, has_password, number_of, prove
from fumibako.chapters.identity.logins.sessions import is_open
from fumibako.chapters.mail.accounts.models import Mailbox
from fumibako.chapters.mail.accounts.services import lock
from fumibako.chapters.mail.app_passwords.models import AppPassword
from fumibako.chapters.mail.app_passwords.queries import app_passwords_of
from fumibako.chapters.mail.app_passwords.rules import (
    check_app_limit,
    check_app_name,
    check_app_name_free,
    check_protocols,
)
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record
from fumibako.groundwork.publish import services as publishing
from fumibako.machine.formats.addresses import BadAddress, parse_address
from fumibako.machine.formats.passwords import generate
from fumibako.machine.state import Aspect


def add_app_password(*, actor: Actor, mailbox: Mailbox, name: str, protocols: Iterable[str], proved: Proved) -> str:
    """Return the app password, which nobody can look up again. Raises BadAppName, AppNameTaken, NoProtocol,
    TooManyAppPasswords, NoSuchAccount."""
    login = proved.login
    name, chosen = check_app_name(name), check_protocols(protocols)
    text = generate()
    digest = hashlib.sha256(text.encode()).hexdigest()
    with transaction.atomic():
        lock(mailbox)
        names = app_passwords_of(mailbox.login).values_list("name", flat=True)
        check_app_limit(len(names))
        check_app_name_free(name, names)
        AppPassword.objects.create(
            login=login, name=name, digest=digest, proof=mark_of(mailbox.login.password_hash), protocols=chosen
        )
        _changed(actor, "app_password.add", mailbox, name=name, protocols=chosen)
    return text


def prove_program(request: HttpRequest, *, address: str, password: str, protocol: str) -> Login:
    """The login of a program that comes by HTTP: by one of its app passwords for that protocol, or by its own one where
    that opens mail programs, too. Raises LoginRefused, LoginLater, PlaceRefused."""

    def opens(login: Login, text: str) -> bool:
        digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
        mine = app_passwords_of(login).filter(digest=digest).first()
        return protocol in mine.protocols if mine else not login.has_two_step and has_password(login, text)

    try:
        name = parse_address(address)
    except BadAddress as error:
        raise LoginRefused from error
    login = prove(request, kind=Login.Kind.MEMBER, name=name, password=password, opens=opens)
    if not is_open(login):
        raise LoginRefused
    return login


def remove_app_password(*, actor: Actor, mailbox: Mailbox, row: AppPassword) -> None:
    """The programs that use it are logged out."""
    with transaction.atomic():
        lock(mailbox)
        if AppPassword.objects.filter(pk=row.pk, login=mailbox.login).delete()[0]:
            _changed(actor, "app_password.remove", mailbox, name=row.name)


def _changed(actor: Actor, action: str, mailbox: Mailbox, **details: object) -> None:
    record(actor, action, mailbox.address, customer_number=number_of(mailbox.login), **details)
    publishing.request(Aspect.ACCOUNT, mailbox.address)
