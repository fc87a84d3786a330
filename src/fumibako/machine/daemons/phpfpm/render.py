"""php-fpm's configuration: a master for each group of sites (`keeper`), one pool per site under the site's own user.

The kernel keeps sites apart (user, gate directory). disable_functions is a second line: a customer can lift it for the
own site (`SetEnv PHP_ADMIN_VALUE` in a .htaccess), and wins nothing by it. There is no open_basedir: PHP forgets every
path that it has looked up where there is one (docs/decisions/0190-no-open-basedir.md).
"""

from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.phpfpm import keeper
from fumibako.machine.daemons.phpfpm.control import AT_ONCE, DISABLED, POST_MB
from fumibako.machine.daemons.phpmyadmin import program as phpmyadmin
from fumibako.machine.daemons.sites.sendmail import sendmail
from fumibako.machine.provision.service import File, FileSet
from fumibako.machine.state import PhpSettings, Site, Subdomains

_PHP_INI = """\
expose_php = Off
cgi.fix_pathinfo = 0
allow_url_include = Off
display_errors = Off
log_errors = On
date.timezone = Asia/Tokyo
opcache.memory_consumption = 128
opcache.validate_permission = 1
opcache.validate_root = 1
realpath_cache_size = 4096k
session.gc_probability = 1
session.gc_divisor = 100
session.cookie_httponly = 1
session.use_strict_mode = 1
mysqli.default_socket = {socket}
pdo_mysql.default_socket = {socket}
"""


def sockets(config: Config) -> Path:
    """The pools' sockets, for Apache only."""
    return config.home("phpfpm") / "run"


def pings(config: Config) -> Path:
    """Of each master, the socket of a pool without a site, for the health check."""
    return config.home("phpfpm") / "ping"


def render_box(config: Config) -> FileSet:
    return {
        "php.ini": File(_PHP_INI.format(socket=config.mariadb_socket).encode()),
        "php-fpm.conf": File((_HEAD + _ping_pool(config, keeper.OWN) + phpmyadmin.pool(config)).encode()),
        "group.conf": File((_HEAD + _ping_pool(config, keeper.GROUP)).encode()),
        **phpmyadmin.render(config),
    }


def alone(pools: Path) -> bytes:
    """A configuration of one site's pools."""
    return f"{_HEAD}include = {pools}\n".encode()


_HEAD = """\
[global]
error_log = /proc/self/fd/2
log_level = warning
log_limit = 4096
emergency_restart_threshold = 10
emergency_restart_interval = 1m
process_control_timeout = 10s
"""


def _ping_pool(config: Config, name: str) -> str:
    """Each answer needs a new worker: one that is there would answer for a master that hangs."""
    return f"""\
[ping]
user = nobody
group = nogroup
listen = {pings(config)}/{name}
listen.owner = root
listen.group = www-data
listen.mode = 0660
pm = ondemand
pm.max_children = 4
pm.max_requests = 1
ping.path = /ping
"""


def render_site(config: Config, site: Site, php: PhpSettings, subdomains: Subdomains) -> FileSet:
    """Nothing for a suspended site: its PHP does not run."""
    if site.is_suspended:
        return {}
    pools = [_pool(config, site, f"site-{site.number}", site.token, php)]
    pools += [_pool(config, site, f"subdomain-{each.number}", each.token, each.php) for each in subdomains.hosts]
    return {"pool.conf": File("".join(pools).encode(), mode=0o600)}


def _pool(config: Config, site: Site, name: str, token: str, php: PhpSettings) -> str:
    uid, home = config.site_uid(site.number), config.site(site.domain)
    scratch = home / "tmp"
    return f"""\
[{name}]
user = {uid}
group = {uid}
listen = {sockets(config)}/{token}
listen.owner = 0
listen.group = {config.uids.apache}
listen.mode = 0660
pm = ondemand
pm.max_children = {AT_ONCE}
pm.process_idle_timeout = 20s
pm.max_requests = 2000
request_terminate_timeout = 60s
rlimit_files = 1024
rlimit_core = 0
security.limit_extensions = .php
env[TMPDIR] = {scratch}
php_admin_value[upload_tmp_dir] = {scratch}
php_admin_value[sys_temp_dir] = {scratch}
php_admin_value[session.save_path] = {scratch}
php_admin_value[error_log] = {home}/private/php_error.log
php_admin_value[disable_functions] = {",".join(DISABLED)}
php_admin_value[sendmail_path] = "{sendmail(config, site.domain)}"
php_value[memory_limit] = {php.memory_mb}M
php_value[max_execution_time] = {php.max_seconds}
php_value[max_input_vars] = {php.max_fields}
php_value[upload_max_filesize] = {php.upload_mb}M
php_value[post_max_size] = {POST_MB}M
php_value[display_errors] = {int(php.shows_errors)}
php_value[date.timezone] = {php.timezone}
"""
