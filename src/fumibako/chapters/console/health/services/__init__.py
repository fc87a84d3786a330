"""Every line of the health page, in the order of a mail's way."""

from fumibako.chapters.console.health.services.agent import AGENT
from fumibako.chapters.console.health.services.certificate import CERTIFICATE
from fumibako.chapters.console.health.services.clamd import CLAMD
from fumibako.chapters.console.health.services.disk import DISK
from fumibako.chapters.console.health.services.dovecot import DOVECOT
from fumibako.chapters.console.health.services.filterd import FILTERD
from fumibako.chapters.console.health.services.freshclam import FRESHCLAM
from fumibako.chapters.console.health.services.guardd import GUARDD
from fumibako.chapters.console.health.services.nginx import NGINX
from fumibako.chapters.console.health.services.owners import OWNERS
from fumibako.chapters.console.health.services.postfix import POSTFIX
from fumibako.chapters.console.health.services.postsrsd import POSTSRSD
from fumibako.chapters.console.health.services.spamd import SPAMD
from fumibako.chapters.console.health.services.supervisord import SUPERVISORD
from fumibako.chapters.console.health.services.watchdog import WATCHDOG
from fumibako.chapters.console.health.services.web import WEB
from fumibako.chapters.console.health.services.worker import WORKER

SERVICES = (
    POSTFIX,
    DOVECOT,
    FILTERD,
    CLAMD,
    FRESHCLAM,
    SPAMD,
    POSTSRSD,
    GUARDD,
    WEB,
    NGINX,
    WORKER,
    AGENT,
    WATCHDOG,
    SUPERVISORD,
    DISK,
    OWNERS,
    CERTIFICATE,
)
