"""What is scanned for viruses (B7)."""

from dataclasses import dataclass
from enum import StrEnum


class EncryptedTreatment(StrEnum):
    """What happens to a mail with a password-protected file, which cannot be scanned."""

    MARK = "mark"
    REMOVE = "remove"


@dataclass(frozen=True, kw_only=True)
class VirusPolicy:
    """Which directions are scanned. Both are on unless the operator turns them off. second: whether the second engine
    looks at them as well (B9)."""

    incoming: bool = True
    outgoing: bool = True
    encrypted: EncryptedTreatment = EncryptedTreatment.MARK
    second: bool = False
