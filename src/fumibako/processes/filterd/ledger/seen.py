"""Which mails came a moment ago, to somebody else: so many would need no second judgement. Counted only; every mail is
judged (docs/decisions/0148).

The same is: body, header fields but those that differ from copy to copy, sending machine, domain of the sender and of
the recipients. By exact hash, so that nobody's mail passes for another's.
"""

import hashlib
import re
import time
from collections import OrderedDict

from fumibako.processes.filterd.message import Message

SECONDS, MAX_KEPT = 600.0, 20_000
_DIFFERING = re.compile(rb"^(?:To|Cc|Date|Message-ID|Received)[ \t]*:.*\r\n(?:[ \t].*\r\n)*", re.I | re.M)


class Seen:
    def __init__(self) -> None:
        self._times: OrderedDict[bytes, float] = OrderedDict()

    def has(self, message: Message, domain: str, now: float | None = None) -> bool:
        """Whether such a mail came before; it is noted. A large one never counts as seen."""
        if not message.content.is_in_memory:
            return False
        now, key = time.monotonic() if now is None else now, _key(message, domain)
        before = self._times.pop(key, None)
        self._times[key] = now
        if len(self._times) > MAX_KEPT:
            self._times.popitem(last=False)
        return before is not None and now - before <= SECONDS


def _key(message: Message, domain: str) -> bytes:
    envelope = message.envelope
    digest = hashlib.sha256(message.content.head[message.body_start :])
    for part in (
        _DIFFERING.sub(b"", message.content.head[: message.body_start]),
        b"%d" % sum(value.count(b"@") for value in message.fields("To")),
        *(text.encode("utf-8", "replace") for text in (envelope.client, envelope.sender.rpartition("@")[2], domain)),
    ):
        digest.update(b"\0" + part)
    return digest.digest()
