"""Mail domains and mailboxes as they are wanted."""

from dataclasses import dataclass, field
from enum import StrEnum


class SpamTreatment(StrEnum):
    """What becomes of a mail over the threshold (B5)."""

    SPAM_BOX = "spam_box"
    MARK = "mark"
    DELIVER = "deliver"


@dataclass(frozen=True, kw_only=True)
class SpamPolicy:
    is_on: bool = True
    threshold: float = 5.0
    treatment: SpamTreatment = SpamTreatment.SPAM_BOX


class EncryptedTreatment(StrEnum):
    """What becomes of a mail with a file that is locked with a password, which nobody can scan."""

    MARK = "mark"
    REMOVE = "remove"


@dataclass(frozen=True, kw_only=True)
class VirusPolicy:
    """Which directions are scanned (B7). On for everybody unless the operator says no."""

    incoming: bool = True
    outgoing: bool = True
    encrypted: EncryptedTreatment = EncryptedTreatment.MARK


@dataclass(frozen=True, kw_only=True)
class NoticeText:
    """Operator's or domain's wording of a notice; placeholders in braces, checked when saved."""

    subject: str
    body: str


ROLES = ("postmaster", "abuse")  # addresses of the administrator, who receives and sends as these


@dataclass(frozen=True, kw_only=True)
class MailDomain:
    """A domain that receives mail here.

    is_suspended: the customer is suspended: nothing comes in, goes out or is read.
    is_locked: the domain is over its disk for too long (B8): new mail is refused, the rest goes on.
    administrator: where mail to ROLES goes.
    notices: wordings by notice key, where they differ from the product's own.
    """

    name: str
    administrator: str
    is_suspended: bool = False
    is_locked: bool = False
    virus: VirusPolicy = field(default_factory=VirusPolicy)
    spam: SpamPolicy = field(default_factory=SpamPolicy)
    notices: tuple[tuple[str, NoticeText], ...] = ()


MOST_TARGETS = 4  # of one forwarding, and redirects of all Sieve scripts of a mailbox together


@dataclass(frozen=True, kw_only=True)
class Forward:
    """C3: copies of new mail go to targets; the mail itself stays when keeps_copy."""

    targets: tuple[str, ...]
    keeps_copy: bool


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """One mail account.

    password_hash: a Dovecot scheme string such as {ARGON2ID}$argon2id$…
    is_open: neither the account nor its customer is suspended: it may log in, send and receive.
    """

    address: str
    password_hash: str
    quota_bytes: int
    is_open: bool = True
    forward: Forward | None = None
