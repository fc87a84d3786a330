"""policy.json: what filterd must know about one domain. Written by the control plane's half, read by filterd.

A plain file per domain, so that mail goes on while the database and the web are away.
"""

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from fumibako.machine.state import (
    EncryptedTreatment,
    MailDomain,
    NoticeText,
    SenderAuthentication,
    SendingGuard,
    SpamPolicy,
    SpamTreatment,
    VirusPolicy,
)


class BadPolicy(ValueError):
    """The file is not one that `write_policy` wrote."""


@dataclass(frozen=True, kw_only=True)
class FilterPolicy:
    """A domain as the filter sees it; equal policies may share one delivery. customer: whose it is. most_domains: as in
    SendingGuard.
    is_archived: a copy of what its users send is kept (B12)."""

    domain: str
    is_suspended: bool = False
    is_locked: bool = False
    is_archived: bool = False
    virus: VirusPolicy = field(default_factory=VirusPolicy)
    spam: SpamPolicy = field(default_factory=SpamPolicy)
    senders: SenderAuthentication = field(default_factory=SenderAuthentication)
    notices: tuple[tuple[str, NoticeText], ...] = ()
    is_second: bool = False

    def of_recipient(self, address: str) -> "FilterPolicy":
        """The policy for one recipient: is_second says whether the second spam engine judges, and no addresses are
        left, so that those who are treated alike share a delivery."""
        if not self.spam.second_for:
            return self
        local_part, _, domain = address.lower().rpartition("@")
        is_second = f"{local_part.partition('+')[0]}@{domain}" in self.spam.second_for
        return replace(self, spam=replace(self.spam, second_for=()), is_second=is_second)

    signature: str = ""
    customer: str = ""
    most_domains: int = 0

    def wordings(self, key: str) -> tuple[NoticeText, ...]:
        """The domain's or the operator's own wordings of a notice."""
        return tuple(text for name, text in self.notices if name == key)


def write_policy(
    domain: MailDomain, senders: SenderAuthentication | None = None, guard: SendingGuard | None = None
) -> bytes:
    """Return the file for a domain; same domain, same bytes."""
    senders, guard = senders or SenderAuthentication(), guard or SendingGuard()
    written = {
        "domain": domain.name,
        "is_suspended": domain.is_suspended,
        "is_locked": domain.is_locked,
        "is_archived": domain.is_archived,
        "virus": {
            "incoming": domain.virus.incoming,
            "outgoing": domain.virus.outgoing,
            "encrypted": domain.virus.encrypted.value,
            "second": domain.virus.second,
        },
        "spam": {
            "is_on": domain.spam.is_on,
            "threshold": domain.spam.threshold,
            "treatment": domain.spam.treatment.value,
            "second_for": list(domain.spam.second_for),
        },
        "senders": {"selector": senders.selector, "is_enforced": senders.is_enforced},
        "notices": [{"key": key, **asdict(text)} for key, text in domain.notices],
        "signature": domain.signature,
        "customer": guard.customer,
        "most_domains": guard.most_domains,
    }
    return (json.dumps(written, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def read_policy(content: bytes) -> FilterPolicy:
    """Return the policy in the file's content. Raises BadPolicy."""
    try:
        raw: dict[str, Any] = json.loads(content)
        return FilterPolicy(
            domain=raw["domain"],
            is_suspended=raw["is_suspended"],
            is_locked=raw["is_locked"],
            is_archived=raw.get("is_archived", False),
            virus=VirusPolicy(
                incoming=raw["virus"]["incoming"],
                outgoing=raw["virus"]["outgoing"],
                # Not in the files of a box that was installed before: they stay until their domain changes.
                encrypted=EncryptedTreatment(raw["virus"].get("encrypted", EncryptedTreatment.MARK)),
                second=raw["virus"].get("second", False),
            ),
            spam=SpamPolicy(
                is_on=raw["spam"]["is_on"],
                threshold=float(raw["spam"]["threshold"]),
                treatment=SpamTreatment(raw["spam"]["treatment"]),
                second_for=tuple(raw["spam"].get("second_for", ())),
            ),
            senders=SenderAuthentication(**raw.get("senders", {})),
            notices=tuple(
                (text["key"], NoticeText(subject=text["subject"], body=text["body"], language=text["language"]))
                for text in raw["notices"]
            ),
            signature=raw.get("signature", ""),
            customer=raw.get("customer", ""),
            most_domains=raw.get("most_domains", 0),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadPolicy(str(error)) from error
