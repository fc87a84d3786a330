"""A mail account as the mail programs' logins and Postfix need it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """The account itself; what features do with its mail are wishes of their own.

    password_hash: a Dovecot scheme string such as {ARGON2ID}$argon2id$…
    is_open: neither the account nor its customer is suspended: it may log in, send and receive.
    """

    address: str
    password_hash: str
    quota_bytes: int
    is_open: bool = True
