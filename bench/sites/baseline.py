"""What we are compared with: the same daemons with the few lines that an administrator writes by hand, and Debian's
stock Apache with PHP in it."""

import contextlib
import os
import pwd
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from fumibako.machine.daemons.apache.control import MODULES
from fumibako.machine.daemons.phpfpm.control import AT_ONCE, ENVIRONMENT

SECONDS = 30
_MODULES = "".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n" for name in MODULES)


@contextlib.contextmanager
def by_hand(place: Path, htdocs: Path, uid: int, port: int, nice: int, domains: Sequence[str]) -> Iterator[int]:
    """nginx → Apache → php-fpm for as many sites, of that user and with the same files; where nginx listens. nice: as
    much as the box's own are."""
    place.chmod(0o755)
    pools = "".join(
        f"""\
[{domain}]
user = {uid}
group = {uid}
listen = {place}/{domain}.socket
listen.mode = 0666
pm = ondemand
pm.max_children = {AT_ONCE}
pm.process_idle_timeout = 20s
"""
        for domain in domains
    )
    pool = f"[global]\nerror_log = {place}/php.log\n{pools}"
    hosts = "".join(
        f"""\
<VirtualHost *>
  ServerName {domain}
  ServerAlias www.{domain}
  DocumentRoot {htdocs}
  <FilesMatch "\\.php$">
    SetHandler "proxy:unix:{place}/{domain}.socket|fcgi://{domain}/"
  </FilesMatch>
</VirtualHost>
"""
        for domain in domains
    )
    apache = f"""\
{_MODULES}ServerRoot {place}
PidFile {place}/apache.pid
Mutex file:{place} default
ServerName by.hand
Listen 127.0.0.1:{port + 1}
ServerLimit 8
StartServers 1
ThreadsPerChild 50
MaxRequestWorkers 400
MinSpareThreads 25
MaxSpareThreads 100
User www-data
Group www-data
TypesConfig /etc/mime.types
ErrorLog {place}/error.log
CustomLog {place}/access.log "%h %l %u %t \\"%r\\" %>s %O"
DirectoryIndex index.php index.html
<Directory {htdocs}>
  AllowOverride All
  Options SymLinksIfOwnerMatch
  Require all granted
</Directory>
{hosts}"""
    nginx = f"""\
user www-data;
worker_processes 2;
pid {place}/nginx.pid;
error_log {place}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  upstream apache {{ server 127.0.0.1:{port + 1}; keepalive 32; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://apache;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr;
    }}
  }}
}}
"""
    for name, text in (("php-fpm.conf", pool), ("apache.conf", apache), ("nginx.conf", nginx)):
        (place / name).write_text(text)
    with (
        _running(nice, "/usr/sbin/php-fpm8.2", "-F", "-y", f"{place}/php-fpm.conf"),
        _running(nice, "/usr/sbin/apache2", "-f", f"{place}/apache.conf", "-DFOREGROUND"),
        _running(nice, "/usr/sbin/nginx", "-c", f"{place}/nginx.conf", "-e", f"{place}/nginx.log", "-g", "daemon off;"),
    ):
        _wait(port)
        _wait(place / f"{domains[-1]}.socket")
        yield port


@contextlib.contextmanager
def stock(place: Path, htdocs: Path, uid: int, port: int, nice: int, module: Path, database: Path) -> Iterator[int]:
    """Apache with mod_php, as Debian's packages set it up (mpm_prefork, five processes); where it listens. module:
    libphp8.2.so. database: the socket of the box's MariaDB."""
    place.chmod(0o755)
    (place / "log").mkdir()
    os.chown(place / "log", uid, uid)
    loaded = _MODULES.replace("mpm_event", "mpm_prefork")
    (place / "stock.conf").write_text(f"""\
{loaded}LoadModule php_module {module}
ServerRoot {place}
PidFile {place}/log/apache.pid
Mutex file:{place}/log default
ServerName stock
Listen 127.0.0.1:{port}
StartServers 5
MinSpareServers 5
MaxSpareServers 10
MaxRequestWorkers 150
TypesConfig /etc/mime.types
ErrorLog {place}/log/error.log
CustomLog {place}/log/access.log "%h %l %u %t \\"%r\\" %>s %O"
DirectoryIndex index.php index.html
DocumentRoot {htdocs}
<Directory {htdocs}>
  AllowOverride All
  Options FollowSymLinks
  Require all granted
</Directory>
<FilesMatch "\\.php$">
  SetHandler application/x-httpd-php
  php_admin_value mysqli.default_socket {database}
</FilesMatch>
""")
    with _running(nice, "/usr/sbin/apache2", "-f", f"{place}/stock.conf", "-DFOREGROUND", uid=uid):
        _wait(port)
        yield port


@contextlib.contextmanager
def _running(nice: int, *command: str, uid: int | None = None) -> Iterator[None]:
    environment = {**os.environ, **ENVIRONMENT}
    groups = None if uid is None else (pwd.getpwnam("www-data").pw_gid,)
    more = nice - os.getpriority(os.PRIO_PROCESS, 0)
    process = subprocess.Popen(
        ("nice", "-n", str(more), *command), env=environment, user=uid, group=uid, extra_groups=groups
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(SECONDS)


def _wait(place: int | Path) -> None:
    """Until somebody listens at that port or socket."""
    deadline = time.monotonic() + SECONDS
    is_path = isinstance(place, Path)
    while time.monotonic() < deadline:
        with socket.socket(socket.AF_UNIX if is_path else socket.AF_INET) as probe:
            if probe.connect_ex(str(place) if is_path else ("127.0.0.1", place)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"nobody listens on {place}")
