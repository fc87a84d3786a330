"""Who may do what in a shared mailbox: the ACL of its INBOX (RFC 4314), which counts for all of its folders."""

import contextlib
from collections.abc import Mapping

from fumibako.machine.conf import Config
from fumibako.machine.daemons.dovecot.doveadm import run_doveadm
from fumibako.machine.state.mail.shared import Right
from fumibako.machine.system.run import CommandFailed

_READ = ("lookup", "read", "write-seen")
_ANSWER = (*_READ, "write", "insert", "post")
_MANAGE = (*_ANSWER, "write-deleted", "expunge", "create", "delete")
RIGHTS: Mapping[Right, tuple[str, ...]] = {Right.READ: _READ, Right.ANSWER: _ANSWER, Right.MANAGE: _MANAGE}
_FOLDERS = ("INBOX", "Sent", "Drafts", "Trash", "Junk")


def share(config: Config, address: str, members: Mapping[str, Right]) -> None:
    """Let these people in, and nobody else besides its owner. Raises CommandFailed; done again it is the same."""
    with contextlib.suppress(CommandFailed):  # those that are there are told as failures
        run_doveadm(config, "mailbox", "create", "-u", address, *_FOLDERS)
    for member in _members(config, address) - {*members}:
        run_doveadm(config, "acl", "delete", "-u", address, "INBOX", f"user={member}")
    for member, right in members.items():
        run_doveadm(config, "acl", "set", "-u", address, "INBOX", f"user={member}", *RIGHTS[right])


def _members(config: Config, address: str) -> set[str]:
    listed = run_doveadm(config, "-f", "tab", "acl", "get", "-u", address, "INBOX")
    names = (line.split("\t")[0] for line in listed.splitlines()[1:])
    return {name.removeprefix("user=") for name in names if name.startswith("user=")}
