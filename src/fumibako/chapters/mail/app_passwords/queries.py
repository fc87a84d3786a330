"""Looking at app passwords."""

from django.db.models import QuerySet

from fumibako.chapters.identity.logins.models import Login
from fumibako.chapters.identity.logins.password_policy import mark_of
from fumibako.chapters.mail.app_passwords.models import AppPassword


def app_passwords_of(login: Login) -> QuerySet[AppPassword]:
    """Those that work. One that was made under another password of the account has ended."""
    return AppPassword.objects.filter(login=login, proof=mark_of(login.password_hash)).order_by("pk")
