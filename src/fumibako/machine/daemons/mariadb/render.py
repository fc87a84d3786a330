"""MariaDB's configuration; docs/adding-a-daemon.md says why the lines are as they are."""

from fumibako.machine.conf import Config
from fumibako.machine.provision.service import File, FileSet


def render(config: Config) -> FileSet:
    home = config.home("mariadb")
    text = f"""\
[mariadbd]
datadir = {home}/data
socket = {config.mariadb_socket}
pid-file = {home}/run/pid
tmpdir = {home}/tmp
secure-file-priv = {home}/none
skip-networking
skip-name-resolve
skip-symbolic-links
local-infile = OFF
event-scheduler = OFF
performance-schema = OFF
character-set-server = utf8mb4
collation-server = utf8mb4_unicode_ci
max-connections = 200
max-allowed-packet = 64M
thread-cache-size = 8
table-open-cache = 1000
table-definition-cache = 1000
key-buffer-size = 8M
aria-pagecache-buffer-size = 8M
innodb-buffer-pool-size = 128M
innodb-log-file-size = 32M
innodb-temp-data-file-path = ibtmp1:4M:autoextend:max:2G
log-warnings = 1
"""  # noqa: S108 below home
    return {"my.cnf": File(text.encode())}
