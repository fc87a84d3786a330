"""Every daemon of a box, in the order in which they start."""

from fumibako.machine.daemons.agent.service import Agent
from fumibako.machine.daemons.apache.service import Apache
from fumibako.machine.daemons.background.service import Background
from fumibako.machine.daemons.clamd.service import Clamd
from fumibako.machine.daemons.dovecot.service import Dovecot
from fumibako.machine.daemons.filterd.service import Filterd
from fumibako.machine.daemons.freshclam.service import Freshclam
from fumibako.machine.daemons.guardd.service import Guardd
from fumibako.machine.daemons.knot.service import Knot
from fumibako.machine.daemons.mariadb.service import Mariadb
from fumibako.machine.daemons.nginx.service import Nginx
from fumibako.machine.daemons.phpfpm.service import PhpFpm
from fumibako.machine.daemons.postfix.service import Postfix
from fumibako.machine.daemons.postsrsd.service import Postsrsd
from fumibako.machine.daemons.proftpd.service import Proftpd
from fumibako.machine.daemons.pushd.service import Pushd
from fumibako.machine.daemons.rspamd.service import Rspamd
from fumibako.machine.daemons.searchd.service import Searchd
from fumibako.machine.daemons.spamd.service import Spamd
from fumibako.machine.daemons.tables.dovecot import DovecotTables
from fumibako.machine.daemons.tables.login_places import LoginPlacesTables
from fumibako.machine.daemons.tables.mariadb import MariadbTables
from fumibako.machine.daemons.tables.postfix import PostfixTables
from fumibako.machine.daemons.tables.proftpd import ProftpdTables
from fumibako.machine.daemons.watchdog.service import Watchdog
from fumibako.machine.daemons.web.service import Web
from fumibako.machine.daemons.worker.service import Worker
from fumibako.machine.provision.service import Service
from fumibako.machine.provision.table import Tables

SERVICES: tuple[Service, ...] = (
    Agent(),
    Clamd(),
    Spamd(),
    Rspamd(),
    Postsrsd(),
    Guardd(),
    Searchd(),
    Pushd(),
    Dovecot(),
    Filterd(),
    Web(),
    Worker(),
    Background(),
    Postfix(),
    Mariadb(),
    Apache(),  # before php-fpm: it reads all sites anew while that is checked
    PhpFpm(),
    Nginx(),
    Knot(),
    Proftpd(),
    Freshclam(),
    Watchdog(),
)
# Dovecot's first: whom Postfix takes mail for has a mailbox already, else that mail would bounce.
TABLES: tuple[Tables, ...] = (DovecotTables(), PostfixTables(), ProftpdTables(), LoginPlacesTables(), MariadbTables())
