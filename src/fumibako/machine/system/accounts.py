"""Names and numbers of the system's users and groups (the distribution's packages make them)."""

import grp
import pwd


def uid_of(name: str) -> int:
    """Raises KeyError where the package that makes the user is not installed."""
    return pwd.getpwnam(name).pw_uid


def gid_of(group: str | int | None) -> int:
    """The number of a group given by name, number or None (root)."""
    if group is None:
        return 0
    return group if isinstance(group, int) else grp.getgrnam(group).gr_gid
