"""One DNS record as it is stored and shown."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

TYPES = ("A", "AAAA", "CNAME", "MX", "TXT", "SRV", "CAA", "NS")


@dataclass(frozen=True)
class Record:
    """name: relative to the zone, "@" for the zone itself. value: in its one form, a TXT record's is its text.
    is_standard: the product's own."""

    key: str
    name: str
    type: str
    value: str
    ttl: int
    is_standard: bool = False

    @property
    def set_name(self) -> str:
        """The records of one name and type belong together."""
        return f"{self.type} {self.name}"

    @property
    def content(self) -> tuple[str, str, str]:
        return self.name, self.type, self.value

    def stored(self) -> dict[str, Any]:
        return {"key": self.key, "name": self.name, "type": self.type, "value": self.value, "ttl": self.ttl}


def loaded(row: Mapping[str, Any]) -> Record:
    return Record(row["key"], row["name"], row["type"], row["value"], row["ttl"])


def new_key() -> str:
    return secrets.token_hex(6)


def standard(name: str, kind: str, value: str, ttl: int = 3600) -> Record:
    """A record of the product's own; its key is always the same."""
    key = hashlib.sha256(f"{name} {kind} {value}".encode()).hexdigest()[:12]
    return Record(key, name, kind, value, ttl, is_standard=True)
