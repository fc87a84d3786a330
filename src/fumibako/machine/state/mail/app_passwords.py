"""Passwords of an account for one mail program each, as the mail programs' logins need them."""

from dataclasses import dataclass

PROTOCOLS = ("imap", "pop3", "smtp")


@dataclass(frozen=True, kw_only=True)
class AppPassword:
    """number: by which a login is told from the others. digest: SHA-256 of it in hex; it is long and by chance, and
    nobody guesses one. protocols: of PROTOCOLS."""

    number: int
    digest: str
    protocols: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AppPasswords:
    """is_only: the account's own password opens no mail program."""

    address: str
    is_only: bool
    passwords: tuple[AppPassword, ...]
