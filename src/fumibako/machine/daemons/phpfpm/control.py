"""What PHP of this machine is like. It needs no rights: the program is asked."""

from fumibako.machine.system.run import run

PROGRAM = "/usr/sbin/php-fpm8.2"
# Debian's list of extensions; php.ini is ours.
ENVIRONMENT = {"PHP_INI_SCAN_DIR": "/etc/php/8.2/fpm/conf.d"}
AT_ONCE = 5
"""Requests of one site at a time; the next ones wait."""
MAX_PROCESSES = 512
"""Of one site's user at a time, whatever starts them (getrlimit(2), RLIMIT_NPROC)."""
POST_MB = 64
"""What nginx lets in."""
# Starting programs, and what only attacks use links for.
DISABLED = (
    *("dl", "exec", "link", "passthru", "pcntl_exec", "pcntl_fork", "popen", "posix_kill", "posix_setuid"),
    *("proc_open", "shell_exec", "symlink", "system"),
)


def ask(*arguments: str) -> str:
    """What it writes when it is started by itself. Raises CommandRefused, CommandFailed."""
    return run(("env", *(f"{name}={value}" for name, value in ENVIRONMENT.items()), PROGRAM, *arguments))


def version() -> str:
    """Raises CommandFailed."""
    return ask("-v").split(maxsplit=2)[1]


def modules() -> list[str]:
    """Raises CommandFailed."""
    lines = ask("-m").splitlines()
    return sorted({line for line in lines if line and not line.startswith("[")}, key=str.lower)
