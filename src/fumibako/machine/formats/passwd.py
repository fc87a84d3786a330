"""Lines of a passwd(5) file, and hashes as crypt(5) writes them, for programs that know no other."""

import re

from fumibako.machine.system.run import run

_FIELD = re.compile(r"[!-9;-~]*")  # printable ASCII without blanks and colons


class Unwritable(ValueError):
    """A value that a line of fields cannot carry."""


def hash_for_crypt(password: str) -> str:
    """SHA-512 crypt. Raises CommandFailed."""
    return run(("openssl", "passwd", "-6", "-stdin"), stdin=f"{password}\n").strip()


def passwd_line(*, login: str, password_hash: str, uid: int, owner: str, home: str) -> str:
    """owner: stands in the field of the full name. Raises Unwritable."""
    fields = (login, password_hash, str(uid), str(uid), owner, home, "/bin/false")
    for field in fields:
        if not _FIELD.fullmatch(field):
            raise Unwritable(f"not a field of passwd: {field[:60]!r}")
    return ":".join(fields) + "\n"


def owner_of(line: str) -> str:
    """Raises IndexError for a line that is none of ours."""
    return line.split(":")[4]
