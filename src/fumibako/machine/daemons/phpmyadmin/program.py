"""phpMyAdmin as PHP runs it: in a pool under a user of its own that reaches no site's files, with the login that the
portal gives for each request."""

from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.phpfpm.control import DISABLED
from fumibako.machine.provision.service import File, FileSet
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of

PROGRAM = Path("/usr/share/phpmyadmin")
AT_ONCE, AT_ONCE_FOR_SITE = 12, 5
"""Requests at a time. One customer's leave places for the others'."""
MAX_SECONDS = 300
"""What an import may take."""
_OURS = "vendor_config.php"
_PLACES = """\
<?php
return ['configFile' => '{conf}', 'tempDir' => '{tmp}/'] + require '{program}/libraries/vendor_config.php';
"""
_BEFORE = "<?php define('ROOT_PATH', '{root}/');\n"
_CONFIG = """\
<?php
$cfg['Servers'][1] = [
    'auth_type' => 'config',
    'host' => 'localhost',
    'socket' => '{socket}',
    'user' => $_SERVER['DATABASE_USER'] ?? '',
    'password' => $_SERVER['DATABASE_PASSWORD'] ?? '',
    'only_db' => $_SERVER['DATABASE_NAME'] ?? '',
    'hide_db' => '',
    'compress' => false,
];
$cfg['DefaultLang'] = 'ja';
$cfg['PmaNoRelation_DisableWarning'] = true;
$cfg['SendErrorReports'] = 'never';
$cfg['VersionCheck'] = false;
$cfg['ShowPhpInfo'] = false;
$cfg['ShowServerInfo'] = false;
$cfg['ShowChgPassword'] = false;
$cfg['ShowCreateDb'] = false;
$cfg['AllowArbitraryServer'] = false;
$cfg['AllowThirdPartyFraming'] = false;
$cfg['UploadDir'] = '';
$cfg['SaveDir'] = '';
$cfg['ExecTimeLimit'] = {seconds};
"""


def home(config: Config) -> Path:
    return config.home("phpmyadmin")


def socket(config: Config) -> Path:
    """The pool's, for nginx only."""
    return home(config) / "run" / "socket"


def render(config: Config) -> FileSet:
    """Part of php-fpm's configuration."""
    return {
        "phpmyadmin.php": File(_CONFIG.format(socket=config.mariadb_socket, seconds=MAX_SECONDS).encode()),
        "phpmyadmin-before.php": File(_BEFORE.format(root=_root(config)).encode()),
    }


def pool(config: Config) -> str:
    uid, conf, scratch = config.uids.phpmyadmin, config.live("phpfpm"), home(config) / "tmp"
    ours = ":".join(f"{conf}/{name}" for name in render(config))
    return f"""\
[phpmyadmin]
user = {uid}
group = {uid}
listen = {socket(config)}
listen.owner = 0
listen.group = www-data
listen.mode = 0660
pm = ondemand
pm.max_children = {AT_ONCE}
pm.process_idle_timeout = 20s
pm.max_requests = 500
request_terminate_timeout = {MAX_SECONDS}s
rlimit_files = 1024
rlimit_core = 0
security.limit_extensions = .php
env[TMPDIR] = {scratch}
php_admin_value[auto_prepend_file] = {conf}/phpmyadmin-before.php
php_admin_value[open_basedir] = {_root(config)}/:{PROGRAM}/:/usr/share/php/:/usr/share/javascript/:{scratch}/:{ours}
php_admin_value[upload_tmp_dir] = {scratch}
php_admin_value[sys_temp_dir] = {scratch}
php_admin_value[session.save_path] = {scratch}
php_admin_value[disable_functions] = {",".join(DISABLED)}
php_admin_value[sendmail_path] = /bin/false
php_admin_value[allow_url_fopen] = 0
php_admin_value[memory_limit] = 256M
php_admin_value[max_execution_time] = {MAX_SECONDS}
php_admin_value[upload_max_filesize] = 63M
php_admin_value[post_max_size] = 64M
"""


def prepare(config: Config) -> None:
    """Its tree as Debian has it, but for the file that says where its configuration is."""
    files.directory(home(config))
    files.directory(socket(config).parent, mode=0o750, gid=gid_of("www-data"))
    files.directory(home(config) / "tmp", mode=0o700, uid=config.uids.phpmyadmin, gid=config.uids.phpmyadmin)
    root = files.directory(_root(config))
    _lead(root, PROGRAM, without="libraries")
    libraries = files.directory(root / "libraries")
    _lead(libraries, PROGRAM / "libraries", without=_OURS)
    places = _PLACES.format(conf=config.live("phpfpm") / "phpmyadmin.php", tmp=home(config) / "tmp", program=PROGRAM)
    files.write(libraries / _OURS, places.encode())


def _lead(place: Path, there: Path, without: str) -> None:
    names = {path.name for path in there.iterdir()} - {without}
    for gone in {path.name for path in place.iterdir() if path.is_symlink()} - names:
        (place / gone).unlink()
    for name in names:
        files.point(place / name, str(there / name))


def _root(config: Config) -> Path:
    return home(config) / "root"
