"""The scan stamp: proof that this message was scanned, bound to Postfix's queue id, so unscanned deliveries show.

    X-Fumibako-Scan: 4GfZ1q2Yz3zJ; clean; 5f2c…

The HMAC prevents forgery. The queue id tells whether a message that comes again is already in its mailbox
(ledger/possible_duplicates.py).
"""

import hmac
import re
from hashlib import sha256

from fumibako.machine.daemons.filterd.marks import STAMP

_VALUE = re.compile(r"([0-9A-Za-z-]{1,32}); ([a-z]+); ([0-9a-f]{32})")


def write(secret: bytes, queue_id: str, outcome: str) -> str:
    """Return the header line, without its line end."""
    return f"{STAMP}: {queue_id}; {outcome}; {_seal(secret, queue_id, outcome)}"


def read(secret: bytes, value: str) -> tuple[str, str] | None:
    """Return (queue id, outcome) if we wrote the stamp, otherwise None."""
    match = _VALUE.fullmatch(value.strip())
    if not match or not hmac.compare_digest(match[3], _seal(secret, match[1], match[2])):
        return None
    return match[1], match[2]


def _seal(secret: bytes, queue_id: str, outcome: str) -> str:
    return hmac.new(secret, f"{queue_id}; {outcome}".encode(), sha256).hexdigest()[:32]
