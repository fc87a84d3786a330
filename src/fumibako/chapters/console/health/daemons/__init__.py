"""Every line of the health page, in the order of a mail's way."""

from fumibako.chapters.console.health.daemons.agent import AGENT
from fumibako.chapters.console.health.daemons.apache import APACHE
from fumibako.chapters.console.health.daemons.background import BACKGROUND
from fumibako.chapters.console.health.daemons.certificate import CERTIFICATE
from fumibako.chapters.console.health.daemons.clamd import CLAMD
from fumibako.chapters.console.health.daemons.countries import COUNTRIES
from fumibako.chapters.console.health.daemons.disk import DISK
from fumibako.chapters.console.health.daemons.dovecot import DOVECOT
from fumibako.chapters.console.health.daemons.filterd import FILTERD
from fumibako.chapters.console.health.daemons.freshclam import FRESHCLAM
from fumibako.chapters.console.health.daemons.guardd import GUARDD
from fumibako.chapters.console.health.daemons.knot import KNOT
from fumibako.chapters.console.health.daemons.mariadb import MARIADB
from fumibako.chapters.console.health.daemons.nginx import NGINX
from fumibako.chapters.console.health.daemons.owners import OWNERS
from fumibako.chapters.console.health.daemons.phpfpm import PHPFPM
from fumibako.chapters.console.health.daemons.postfix import POSTFIX
from fumibako.chapters.console.health.daemons.postsrsd import POSTSRSD
from fumibako.chapters.console.health.daemons.proftpd import PROFTPD
from fumibako.chapters.console.health.daemons.pushd import PUSHD
from fumibako.chapters.console.health.daemons.rspamd import RSPAMD
from fumibako.chapters.console.health.daemons.searchd import SEARCHD
from fumibako.chapters.console.health.daemons.spamd import SPAMD
from fumibako.chapters.console.health.daemons.supervisord import SUPERVISORD
from fumibako.chapters.console.health.daemons.watchdog import WATCHDOG
from fumibako.chapters.console.health.daemons.web import WEB
from fumibako.chapters.console.health.daemons.worker import WORKER

SERVICES = (
    POSTFIX,
    DOVECOT,
    FILTERD,
    CLAMD,
    FRESHCLAM,
    SPAMD,
    RSPAMD,
    POSTSRSD,
    GUARDD,
    SEARCHD,
    PUSHD,
    WEB,
    NGINX,
    KNOT,
    APACHE,
    PHPFPM,
    MARIADB,
    PROFTPD,
    WORKER,
    BACKGROUND,
    AGENT,
    WATCHDOG,
    SUPERVISORD,
    DISK,
    OWNERS,
    CERTIFICATE,
    COUNTRIES,
)
