"""What the spam engine is shown of a message: all of it but the rest of large files.

SpamAssassin reads text and attached messages, and of a picture its size. A file costs it time and tells it nothing, so
of one only the beginning is shown, and a mail can be judged however large it is. A spammer must not be able to hide
text in what is left out: it is the rest of a part that every reader takes for a file, in lines of nothing but base64,
where neither a header nor a boundary can be. Whatever readers may take otherwise is shown whole, up to MAX_SHOWN: of
60 MB of text SpamAssassin would say nothing within its time, and the mail would wait for ever. Pure.
"""

from fumibako.processes.filterd.mime.strict import Ambiguous, Attachment, attachments

SHOWN_BYTES = 4 << 10
# SpamAssassin's ImageInfo looks for width and height.
SHOWN_IMAGE_BYTES = 64 << 10
# SpamAssassin follows attached messages this far at least.
MAX_DEPTH = 10
MAX_SHOWN = 2 << 20

Range = tuple[int, int]


def shown_of(message: bytes) -> list[Range]:
    """The ranges of the message that are shown, in order."""
    try:
        found = attachments(message)
    except Ambiguous:
        found = []
    ranges: list[Range] = []
    start = 0
    for attachment in found:
        if end := _end_of_beginning(message, attachment):
            ranges.append((start, end))
            start = attachment.end
    return _first(MAX_SHOWN, [*ranges, (start, len(message))])


def _first(octets: int, ranges: list[Range]) -> list[Range]:
    kept: list[Range] = []
    for start, end in ranges:
        if octets > 0:
            kept.append((start, min(end, start + octets)))
            octets -= end - start
    return kept


def _end_of_beginning(message: bytes, attachment: Attachment) -> int | None:
    """Where the shown lines of a file end; None if all of it is shown."""
    most = SHOWN_IMAGE_BYTES if attachment.major == b"image" else SHOWN_BYTES
    if attachment.depth > MAX_DEPTH or attachment.end - attachment.start <= most:
        return None
    end = message.rfind(b"\r\n", attachment.start, attachment.start + most)
    return end if end >= 0 else None
