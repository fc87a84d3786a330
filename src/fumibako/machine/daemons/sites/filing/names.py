"""Names of files and paths of folders, as they travel and as they are stored.

A name need not be text: FTP programs have left Shift_JIS ones. A byte that is none travels as a character for private
use (U+EF80 to U+EFFF), so that such a file can be listed, renamed and deleted like others. A name that has such a
character itself travels with that character's own bytes in this way.
"""

MAX_NAME_BYTES = 255
MAX_DEPTH = 64
MAX_PATH_BYTES = MAX_DEPTH * (MAX_NAME_BYTES + 1)
"""More than the kernel takes at a time: every name is opened by itself."""
_ESCAPED, _PRIVATE = 0xDC80, 0xEF80
_IN = {_PRIVATE + byte: _ESCAPED + byte for byte in range(0x80)}
_OUT: dict[int, int | str] = {escaped: private for private, escaped in _IN.items()}
_OUT |= {own: "".join(chr(_PRIVATE - 0x80 + byte) for byte in chr(own).encode()) for own in _IN}


class BadName(ValueError):
    """No name, or no path below a site."""


def travelling(stored: str) -> str:
    return stored.translate(_OUT)


def stored(travelled: str) -> str:
    return travelled.translate(_IN)


def in_words(travelled: str) -> str:
    """As people read it: what is not UTF-8 is most likely Windows' Shift_JIS."""
    name = stored(travelled)
    if name == travelled:
        return name
    octets = name.encode("utf-8", "surrogateescape")
    try:
        return octets.decode("cp932")
    except UnicodeDecodeError:
        return octets.decode("utf-8", "replace")


def name_of(text: str) -> str:
    """One that is there, as it is stored. Raises BadName."""
    name = stored(text)
    if name in ("", ".", "..") or "/" in name or "\0" in name or _length(name) > MAX_NAME_BYTES:
        raise BadName(text[:60])
    return name


def new_name(text: str) -> str:
    """One to be given: readable, too. Raises BadName."""
    name = name_of(text)
    if name != text or name != name.strip() or not name.isprintable() or "\\" in name:
        raise BadName(text[:60])
    return name


def folders_of(path: str) -> tuple[str, ...]:
    """The names on the way, "" being the site itself. Raises BadName."""
    if _length(stored(path)) > MAX_PATH_BYTES:
        raise BadName(path[:60])
    names = tuple(name_of(part) for part in path.split("/")) if path else ()
    if len(names) > MAX_DEPTH:
        raise BadName(path[:60])
    return names


def _length(name: str) -> int:
    try:
        return len(name.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError as error:
        raise BadName("not text") from error
