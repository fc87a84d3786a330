"""Actor: on whose behalf something is done."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    USER = "user"
    ADMINISTRATOR = "administrator"
    OWNER = "owner"  # of a contract, on My Page
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """kind and name (an address, an operator's login, or the process); remote: the client's IP or "".

    key: the name of the API key by which a program acts for that person; role: what the key allows, where that is less
    than what the person may do. account: whose menus the provider's staff works in, by support login.
    """

    kind: Kind
    name: str
    remote: str = ""
    key: str = ""
    role: str = ""
    account: str = ""


SYSTEM = Actor(Kind.SYSTEM, "fumibako")
