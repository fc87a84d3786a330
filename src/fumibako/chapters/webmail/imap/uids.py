"""Many UIDs in a short text: IMAP's own sets (RFC 3501, sequence-set), such as 3:7,9."""

from collections.abc import Iterator, Sequence

MAX_UID = 2**32 - 1
IN_A_PIECE = 1000  # UIDs of one command: Dovecot refuses a line of more than 64 KB


def packed(uids: Sequence[int]) -> str:
    runs: list[list[int]] = []
    for uid in sorted(set(uids)):
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in runs)


def unpacked(text: str, most: int) -> list[int]:
    """In their order; none where the text is none of these, or names more than that many."""
    found: list[int] = []
    for each in text.split(","):
        first, _colon, last = each.partition(":")
        bounds = [_uid(first), _uid(last or first)]
        if 0 in bounds or len(found) + abs(bounds[1] - bounds[0]) >= most:
            return []
        found += range(min(bounds), max(bounds) + 1)
    return found


def in_pieces(uids: Sequence[int]) -> Iterator[list[int]]:
    """In their order, each once."""
    each_once = [*dict.fromkeys(uids)]
    for at in range(0, len(each_once), IN_A_PIECE):
        yield each_once[at : at + IN_A_PIECE]


def _uid(text: str) -> int:
    uid = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0  # digits of MAX_UID
    return uid if uid <= MAX_UID else 0
