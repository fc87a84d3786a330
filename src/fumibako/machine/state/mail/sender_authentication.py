"""How a domain's mail is signed, and whether others' mail is judged by what their domains say (B14)."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class SenderAuthentication:
    """selector: of the key that outgoing mail is signed with; "" while its record is not in the DNS. is_enforced: mail
    that its author's domain disowns (DMARC quarantine or reject) goes to the spam box."""

    selector: str = ""
    is_enforced: bool = True
