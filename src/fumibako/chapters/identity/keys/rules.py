"""What an API key may be (B13), rule by rule: services ask them one after another, forms all at once."""

from fumibako.chapters.identity.keys import errors
from fumibako.chapters.identity.logins.models import Login
from fumibako.groundwork.names import is_name
from fumibako.groundwork.tenancy.roles import Role

MAX_KEYS = 20
ROLES = {
    Login.Kind.MEMBER: (Role.EVERYTHING, Role.ACCOUNTS, Role.WEB, Role.LOOK),
    Login.Kind.OPERATOR: (Role.EVERYTHING, Role.LOOK),
}


def check_name(text: str) -> str:
    """Return it without the blanks around it. Raises BadKeyName."""
    text = text.strip()
    if not text or not is_name(text, most=60):
        raise errors.BadKeyName
    return text


def check_role(kind: Login.Kind, role: str) -> Role:
    """Raises BadKeyRole."""
    if role not in ROLES.get(kind, ()):
        raise errors.BadKeyRole
    return Role(role)


def check_number(login: Login) -> None:
    """Raises TooManyKeys."""
    if login.keys.count() >= MAX_KEYS:
        raise errors.TooManyKeys(most=MAX_KEYS)
