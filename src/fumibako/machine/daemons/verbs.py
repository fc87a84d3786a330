"""Everything that root does when asked: one line per daemon, sorted."""

from fumibako.machine.daemons.agent import verbs as agent
from fumibako.machine.daemons.dovecot import verbs as dovecot
from fumibako.machine.daemons.filterd import verbs as filterd
from fumibako.machine.daemons.guardd import verbs as guardd
from fumibako.machine.daemons.knot import verbs as knot
from fumibako.machine.daemons.mariadb import verbs as mariadb
from fumibako.machine.daemons.nginx import verbs as nginx
from fumibako.machine.daemons.own_certificate import verbs as own_certificate
from fumibako.machine.daemons.postfix import verbs as postfix
from fumibako.machine.daemons.proftpd import verbs as proftpd
from fumibako.machine.daemons.sites import verbs as sites
from fumibako.machine.daemons.spamd import verbs as spamd
from fumibako.machine.daemons.supervisor import verbs as supervisor
from fumibako.machine.provision.verb import Verb

VERBS: tuple[Verb, ...] = (
    *agent.VERBS,
    *dovecot.VERBS,
    *filterd.VERBS,
    *guardd.VERBS,
    *knot.VERBS,
    *mariadb.VERBS,
    *nginx.VERBS,
    *own_certificate.VERBS,
    *postfix.VERBS,
    *proftpd.VERBS,
    *sites.VERBS,
    *spamd.VERBS,
    *supervisor.VERBS,
)
