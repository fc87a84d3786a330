"""What fumibako.toml may say: the machine's own facts, needed before any database answers.

Each field's comment-free meaning stands in its metadata, from which docs/configuration.md is
generated. Everything an operator changes at the desk is in the database instead.
"""

from dataclasses import dataclass, field
from typing import Any


def setting(default: Any, meaning: str) -> Any:  # Any: dataclasses.field is typed so too
    """Return a dataclass field with its default and the sentence that documents it."""
    if isinstance(default, (list, dict)):
        return field(default_factory=lambda: type(default)(default), metadata={"meaning": meaning})
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, kw_only=True)
class Box:
    """[box]: the machine."""

    hostname: str = setting(
        "mail.fumibako.test", "Full name of this machine: SMTP greeting, certificates, links in mails."
    )
    listen: str = setting("127.0.0.1", "The address on which the public services listen.")
    port_base: int = setting(0, "Added to every standard port, so that boxes can live side by side. 0 in production.")
    first_uid: int = setting(
        5000, "First of the ten numeric user ids under which our own processes and the mail store run."
    )
    site_url: str = setting(
        "",
        "Address of the member site in links, for example https://member.example.jp. Empty: from hostname.",
    )


@dataclass(frozen=True, kw_only=True)
class Database:
    """[database]: the control database."""

    url: str = setting("sqlite", "sqlite (a file in the state directory) or postgresql://user@host:port/name.")


@dataclass(frozen=True, kw_only=True)
class Mail:
    """[mail]: limits of the mail path."""

    message_size_limit: int = setting(36_700_160, "Largest message on the wire, in bytes (35 MiB).")
    relay_host: str = setting(
        "", "Where mail to the outside goes, as Postfix writes it: [host]:port. Empty: by the recipients' MX."
    )
    mail_store: str = setting("", "Directory of the mailboxes. Empty: mail/ in the state directory.")


@dataclass(frozen=True, kw_only=True)
class Engines:
    """[engines]: scanners."""

    download_signatures: bool = setting(
        True, "Let freshclam fetch virus signatures. Without them only the local test signatures are known."
    )
    local_signatures: bool = setting(False, "Load the local test signatures (EICAR and ClamAV's test files).")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The whole file."""

    box: Box = field(default_factory=Box)
    database: Database = field(default_factory=Database)
    mail: Mail = field(default_factory=Mail)
    engines: Engines = field(default_factory=Engines)
