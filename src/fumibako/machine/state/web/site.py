"""The web site of a domain (D1)."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Site:
    """number: gives the site its user id and is never reused. token: the name of the site's PHP socket, unguessable.
    is_suspended: visitors see a page that says so; files stay."""

    domain: str
    number: int
    token: str
    is_suspended: bool = False
