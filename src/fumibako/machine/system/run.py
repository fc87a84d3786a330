"""Run other programs: an argument list, a deadline, never a shell. A failure is either temporary or a refusal."""

import errno
import os
import subprocess
from collections.abc import Sequence
from typing import IO, Any

MAX_SAID = 1 << 20
# sysexits.h: EX_OSERR, EX_IOERR, EX_TEMPFAIL.
_TEMPORARY_CODES = (71, 74, 75)
_SHORTAGES = tuple(
    os.strerror(number)
    for number in (
        *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO),
        *(errno.ENOMEM, errno.EAGAIN, errno.EMFILE, errno.ENFILE),
    )
)


class CommandFailed(Exception):
    """There is no result: the program did not start, ran out of time, was killed or lacked space. The same command may
    succeed later. The message is the program's own, if it wrote one."""


class CommandRefused(CommandFailed):
    """The program ended by itself with an exit code other than 0; the same command will fail again."""


def run(
    argv: Sequence[str],
    *,
    stdin: str | bytes | IO[bytes] = b"",
    stdout: IO[bytes] | None = None,
    stderr: IO[bytes] | None = None,
    seconds: float = 30,
    uid: int | None = None,
    handles: Sequence[int] = (),
    accepted: Sequence[int] = (0,),
) -> str:
    """Return what the program wrote to stdout; where that goes into a file, to stderr. stderr: a file for that, of
    which at most MAX_SAID is read; for programs that say as much as a customer likes. uid: the user and the only group
    it runs as. handles: open files that it has besides. accepted: exit codes that are no failure. Raises
    CommandRefused, CommandFailed."""
    given: dict[str, Any] = {"input": stdin.encode() if isinstance(stdin, str) else stdin}
    if not isinstance(stdin, str | bytes):
        given = {"stdin": stdin}
    try:
        ended = subprocess.run(
            argv,
            **given,
            stdout=stdout or subprocess.PIPE,
            stderr=stderr or subprocess.PIPE,
            timeout=seconds,
            check=False,
            env={**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""},  # messages are read below, and by callers
            pass_fds=handles,
            user=uid,
            group=uid,
            extra_groups=None if uid is None else (),
        )
    except subprocess.TimeoutExpired as error:
        raise CommandFailed(f"{argv[0]} did not end within {seconds:.0f} s") from error
    except OSError as error:
        raise CommandFailed(f"{argv[0]}: {error.strerror}") from error
    said: bytes = ended.stderr if stderr is None else os.pread(stderr.fileno(), MAX_SAID, 0)
    if ended.returncode not in accepted:
        message = (said.strip() or (ended.stdout or b"").strip()).decode("utf-8", "replace")
        failure = CommandFailed if _is_temporary(ended.returncode, message) else CommandRefused
        raise failure(message or f"{argv[0]} ended with {ended.returncode}")
    written: bytes = ended.stdout if stdout is None else said
    return written.decode("utf-8", "replace")


def _is_temporary(code: int, message: str) -> bool:
    """Whether a signal ended the program (or, for a script, its child: 128 and the signal's number) or the machine
    lacked something."""
    is_killed = code < 0 or 128 < code < 160
    return is_killed or code in _TEMPORARY_CODES or any(shortage in message for shortage in _SHORTAGES)
