"""How many inotify instances one user may have (inotify(7), proc_sys_fs(5)).

Dovecot takes one for each IMAP session in IDLE, all as the mail store's user. Where none is left it looks for new mail
every 30 seconds instead; the kernel's default is 128.
"""

from pathlib import Path

WANTED_INSTANCES = 8192  # above Dovecot's limit of sessions; one is about 1 kB of kernel memory
_SETTING = Path("/proc/sys/fs/inotify/max_user_instances")


def max_instances() -> int:
    return int(_SETTING.read_text())


def raise_limit() -> bool:
    """Raise the machine's limit until its next boot, and return whether it is high enough now. Never lowers it."""
    if max_instances() >= WANTED_INSTANCES:
        return True
    try:
        _SETTING.write_text(str(WANTED_INSTANCES))
    except OSError:
        return False  # a container whose /proc/sys belongs to its host
    return max_instances() >= WANTED_INSTANCES
