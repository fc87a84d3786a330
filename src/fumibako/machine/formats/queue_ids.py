"""Long queue ids of Postfix: a mail's name while it is in the queue."""

import re

# postconf(5), enable_long_queue_ids: seconds and microseconds to the base of 52 without vowels, "z", the inode.
_QUEUE_ID = re.compile(r"[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]{10,16}z[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-y]{1,16}")


class BadQueueId(ValueError):
    """Not a long queue id of Postfix's."""


def parse_queue_id(raw: object) -> str:
    """Raises BadQueueId."""
    if not isinstance(raw, str) or not _QUEUE_ID.fullmatch(raw):
        raise BadQueueId(f"{str(raw)[:60]!r} is not a long queue id")
    return raw
