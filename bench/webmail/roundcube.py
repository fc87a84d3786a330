"""Debian's Roundcube on an nginx and a php-fpm of the bench's own.

Its packages are downloaded and unpacked into a directory (`apt-get download`, `dpkg-deb -x`): nothing is installed,
and the machine's nginx and PHP are started a second time with files of that directory. Configuration as the package
ships it (elastic, 50 mails a page, no cache) but for the server, SQLite and the certificate; php-fpm with Debian's
opcache and five processes that are there from the beginning.
"""

import contextlib
import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.journeys.clients import until
from tests.ports import free_port

PACKAGES = (
    *("roundcube-core", "roundcube-sqlite3", "libjs-jquery", "libjs-jquery-ui", "libjs-bootstrap4"),
    *("libjs-jquery-minicolors", "libjs-jstimezonedetect", "php-pear", "php-auth-sasl", "php-mail-mime"),
    *("php-net-socket", "php-net-smtp", "php-net-sieve", "php-masterminds-html5", "php-guzzlehttp-promises"),
    *(
        "php-guzzlehttp-psr7",
        "php-psr-http-client",
        "php-psr-http-message",
        "php-psr-http-factory",
        "php-guzzlehttp-guzzle",
    ),
    *("php-getallheaders", "php-symfony-deprecation-contracts"),
)
OWNER = "www-data"


@contextlib.contextmanager
def roundcube(root: Path, imaps: int, tls: Path) -> Iterator[str]:
    """Its address while it runs. tls: a directory with certificate.pem and key.pem."""
    _unpack(root)
    port, socket = free_port(), root / "php.socket"
    _configure(root, imaps)
    (root / "fpm.conf").write_text(_FPM.format(root=root, socket=socket, owner=OWNER))
    (root / "nginx.conf").write_text(_NGINX.format(root=root, socket=socket, owner=OWNER, port=port, tls=tls))
    subprocess.run(("chown", "-R", OWNER, root / "var", root / "tmp"), check=True)
    commands = (
        ("php-fpm8.2", "-F", "-y", root / "fpm.conf", "-c", "/etc/php/8.2/fpm/php.ini"),
        ("nginx", "-e", root / "tmp" / "nginx.log", "-p", root, "-c", root / "nginx.conf", "-g", "daemon off;"),
    )
    with (root / "log").open("wb") as log:
        running = [subprocess.Popen(command, stdout=log, stderr=log) for command in commands]
    try:
        until(socket.exists, 30)
        yield f"https://localhost:{port}/"
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)


def _unpack(root: Path) -> None:
    """Absolute links become links inside the directory."""
    if (root / "usr" / "share" / "roundcube").exists():
        return
    archives = root / "archives"
    archives.mkdir(parents=True)
    root.chmod(0o755)
    subprocess.run(("apt-get", "download", "-q", *PACKAGES), cwd=archives, check=True, capture_output=True)
    for archive in archives.iterdir():
        subprocess.run(("dpkg-deb", "-x", archive, root), check=True)
    shutil.rmtree(archives)
    for path in root.rglob("*"):
        if path.is_symlink() and os.fspath(path.readlink()).startswith("/"):
            target = root / os.fspath(path.readlink()).lstrip("/")
            path.unlink()
            path.symlink_to(target)


def _configure(root: Path, imaps: int) -> None:
    (root / "tmp").mkdir(exist_ok=True)
    (root / "var" / "log" / "roundcube").mkdir(parents=True, exist_ok=True)
    database = root / "tmp" / "roundcube.sqlite"
    if not database.exists():
        with contextlib.closing(sqlite3.connect(database)) as connection:
            connection.executescript((root / "usr/share/roundcube/SQL/sqlite.initial.sql").read_text())
    (root / "etc" / "roundcube" / "config.inc.php").write_text(_CONFIG.format(root=root, imaps=imaps))
    inside = root / "usr/share/roundcube/program/include/iniset.php"
    text = inside.read_text()
    inside.write_text(re.sub(r"'/var/lib/roundcube/'", f"'{root}/var/lib/roundcube/'", text))


_CONFIG = """<?php
$config = [];
$config['db_dsnw'] = 'sqlite:///{root}/tmp/roundcube.sqlite?mode=0640';
$config['imap_host'] = 'ssl://127.0.0.1:{imaps}';
$config['imap_conn_options'] = ['ssl' => ['verify_peer' => false, 'verify_peer_name' => false]];
$config['smtp_host'] = '';
$config['product_name'] = 'Roundcube Webmail';
$config['des_key'] = 'rcmail-!24ByteDESkey*Str';
$config['plugins'] = [];
$config['skin'] = 'elastic';
$config['language'] = 'ja_JP';
$config['enable_spellcheck'] = false;
$config['log_dir'] = '{root}/tmp/';
$config['temp_dir'] = '{root}/tmp/';
"""

_FPM = """[global]
error_log = {root}/tmp/fpm.log
[www]
user = {owner}
group = {owner}
listen = {socket}
listen.owner = {owner}
pm = static
pm.max_children = 5
php_value[include_path] = {root}/usr/share/php:.
php_value[session.save_path] = {root}/tmp
"""

_NGINX = """
user {owner};
worker_processes auto;
pid {root}/tmp/nginx.pid;
events {{ worker_connections 256; }}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path {root}/tmp/body;
  fastcgi_temp_path {root}/tmp/fastcgi;
  proxy_temp_path {root}/tmp/proxy;
  uwsgi_temp_path {root}/tmp/uwsgi;
  scgi_temp_path {root}/tmp/scgi;
  sendfile on;
  gzip on;
  gzip_types text/css text/javascript application/javascript application/json image/svg+xml;
  server {{
    listen 127.0.0.1:{port} ssl http2;
    ssl_certificate {tls}/certificate.pem;
    ssl_certificate_key {tls}/key.pem;
    root {root}/var/lib/roundcube/public_html;
    index index.php;
    location ~ ^/(program|skins|plugins)/ {{ expires 30d; gzip_static on; }}
    location ~ \\.php$ {{
      include /etc/nginx/fastcgi_params;
      fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
      fastcgi_param HTTPS on;
      fastcgi_pass unix:{socket};
    }}
  }}
}}
"""
