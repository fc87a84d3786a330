"""Making, using and revoking API keys (B13)."""

import contextlib
import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.db import OperationalError, transaction
from django.utils import timezone

from fumibako.chapters.identity.keys import rules
from fumibako.chapters.identity.keys.models import Key
from fumibako.chapters.identity.keys.queries import hash_of
from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.services import number_of
from fumibako.groundwork.audit.actor import Actor
from fumibako.groundwork.audit.services import record

PREFIX = "fbk_"  # scanners for leaked secrets know it by that
HINT = 10
NOTE_EVERY = timedelta(seconds=60)


@dataclass(frozen=True)
class NewKey:
    """token: known here and now and never again."""

    key: Key
    token: str


def add_key(*, actor: Actor, login: Login, name: str, role: str) -> NewKey:
    """Raises BadKeyName, BadKeyRole, TooManyKeys."""
    name, role = rules.check_name(name), rules.check_role(Login.Kind(login.kind), role)
    token = f"{PREFIX}{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        Login.objects.select_for_update().get(pk=login.pk)  # nobody makes another one meanwhile
        rules.check_number(login)
        key = Key.objects.create(login=login, name=name, role=role, token_hash=hash_of(token), hint=token[:HINT])
        record(actor, "key.add", name, customer_number=number_of(login), role=role, hint=key.hint)
    return NewKey(key, token)


def revoke_key(*, actor: Actor, key: Key) -> None:
    """From now on nobody is let in by it."""
    with transaction.atomic():
        record(actor, "key.revoke", key.name, customer_number=number_of(key.login), hint=key.hint, of=key.login.name)
        key.delete()


def note_use(key: Key, remote: str) -> None:
    """When and from where, to the minute. Asking does not wait for the database's lock."""
    now = timezone.now()
    if key.used_at is None or now - key.used_at > NOTE_EVERY or key.used_from != remote:
        with contextlib.suppress(OperationalError):
            Key.objects.filter(pk=key.pk).update(used_at=now, used_from=remote)
