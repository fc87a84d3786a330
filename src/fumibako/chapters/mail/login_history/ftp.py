"""FTP logins into guardd's history, and wrong passwords into its counter: ProFTPD keeps them in a log of its own. For
the background process, every few seconds."""

import logging
from dataclasses import astuple

from django.conf import settings

from fumibako.chapters.mail.delivery_log.models import LogPosition
from fumibako.machine.daemons.guardd.control import Guard, GuardDown
from fumibako.machine.daemons.proftpd.control import login_in, read_ftp_log
from fumibako.machine.daemons.supervisor.control import LogPlace
from fumibako.machine.provision.client import AgentDown, AgentRefused

log = logging.getLogger("fumibako.login_history")
LOG = "ftp-logins"


def read_ftp_logins() -> int:
    """Read the log on from where the last look ended; the rest at the next look. Returns how many logins there were."""
    position, _ = LogPosition.objects.get_or_create(log=LOG)
    guard = Guard(settings.FUMIBAKO)
    try:
        part = read_ftp_log(settings.FUMIBAKO, LogPlace(position.inode, position.offset, position.head))
        found = [login for line in part.lines if (login := login_in(line))]
        for login in found:
            guard.report(login=login.login, remote=login.remote, success=login.is_in, protocol="ftp")
    except (AgentDown, AgentRefused, GuardDown) as error:
        log.warning("FTP logins later: %s", error)
        return 0
    end = astuple(part.end)
    if end != (position.inode, position.offset, position.head):
        position.inode, position.offset, position.head = end
        position.save()
    return len(found)
