"""The desired state as plain values: what the control plane wants, before any daemon's language.

A `State` describes one scope completely. A scope whose state is empty (no domain, no mailbox) is
wanted gone. Everything here is frozen, typed and free of Django.
"""

from fumibako.machine.state.mail import (
    MOST_TARGETS,
    ROLES,
    EncryptedTreatment,
    Forward,
    Mailbox,
    MailDomain,
    NoticeText,
    SpamPolicy,
    SpamTreatment,
    VirusPolicy,
)
from fumibako.machine.state.scope import Aspect, Scope, State

__all__ = [
    "MOST_TARGETS",
    "ROLES",
    "Aspect",
    "EncryptedTreatment",
    "Forward",
    "MailDomain",
    "Mailbox",
    "NoticeText",
    "Scope",
    "SpamPolicy",
    "SpamTreatment",
    "State",
    "VirusPolicy",
]
