"""The log of FTP logins, read on from where the last look ended, and cut into parts like supervisord's logs."""

from fumibako.machine.daemons.proftpd.render import LOGINS
from fumibako.machine.daemons.supervisor.verbs import read_on
from fumibako.machine.provision.verb import Answer, Context, Request, Verb

MAX_BYTES = 10 << 20


def ftp_log(context: Context, request: Request) -> Answer:
    """As mail_log. Each session opens the log anew, so it can be moved away under those that go on."""
    now = context.config.log / f"{LOGINS}.log"
    if now.exists() and now.stat().st_size > MAX_BYTES:
        now.replace(now.with_name(f"{LOGINS}.log.1"))
    return read_on(context.config.log, LOGINS, request)


VERBS = (Verb(ftp_log, ("background",)),)
