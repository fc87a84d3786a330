"""Rows → wish: with which passwords the mail programs of an account log in."""

from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.mail.app_passwords.queries import app_passwords_of
from fumibako.groundwork.publish.snapshot import SnapshotPart
from fumibako.machine.state import Aspect
from fumibako.machine.state.mail.app_passwords import AppPassword, AppPasswords


def app_passwords(address: str) -> AppPasswords | None:
    login = Login.objects.filter(kind=Login.Kind.MEMBER, name=address).first()
    if login is None:
        return None
    rows = tuple(
        AppPassword(number=row.pk, digest=row.digest, protocols=tuple(row.protocols)) for row in app_passwords_of(login)
    )
    return (
        AppPasswords(address=address, is_only=login.has_two_step, passwords=rows)
        if rows or login.has_two_step
        else None
    )


PART = SnapshotPart(Aspect.ACCOUNT, app_passwords)
