"""guard.json: what guardd must know of a domain, so that its rules for mail to outside hold while the control plane is
away."""

import json
from dataclasses import asdict
from typing import Any

from fumibako.machine.state import SendingGuard


class BadGuard(ValueError):
    """The file is not one that `write_guard` wrote."""


def write_guard(guard: SendingGuard) -> bytes:
    """Same guard, same bytes."""
    return (json.dumps(asdict(guard), indent=1, sort_keys=True) + "\n").encode()


def read_guard(content: bytes) -> SendingGuard:
    """Raises BadGuard."""
    try:
        raw: dict[str, Any] = json.loads(content)
        return SendingGuard(
            customer=str(raw["customer"]),
            is_webmail_only=raw["is_webmail_only"] is True,
            approved=tuple(map(str, raw["approved"])),
            deciding=tuple((str(account), str(who)) for account, who in raw.get("deciding", ())),
            copy_to=str(raw["copy_to"]),
            most_domains=int(raw["most_domains"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadGuard(str(error)) from error
