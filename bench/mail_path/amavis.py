"""amavisd-new as the other way to do it: the same clamd, the same SpamAssassin rules, as many children as spamd has.

Favourable to it: it hands on to Dovecot by LMTP itself (no second pass through the queue), keeps no quarantine and
unpacks MIME only, as filterd leaves unpacking to clamd too.
"""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.system import files
from fumibako.machine.system.accounts import gid_of, uid_of

PROGRAM = Path("/usr/sbin/amavisd")


@contextlib.contextmanager
def running(config: Config, domain: str, children: int) -> Iterator[int]:
    """Start it and yield its pid when it answers; end it afterwards."""
    # amavisd wants a configuration that its own user cannot change. clamd reads its files by the group.
    uid, gid = uid_of("amavis"), gid_of("clamav")
    home = files.directory(config.state / "amavis", uid=uid, gid=gid)
    for name in ("tmp", "db", "var"):
        files.directory(home / name, uid=uid, gid=gid)
    conf = config.state / "amavisd.conf"
    files.write(conf, _conf(config, home, domain, children).encode())
    command = (PROGRAM, "-c", conf, "foreground")
    with (config.log / "amavis.out").open("ab") as out:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True)
    try:
        _wait_until_it_answers(home / "socket", process)
        yield process.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def _wait_until_it_answers(socket: Path, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while not socket.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("amavisd did not start")
        time.sleep(0.1)


def _conf(config: Config, home: Path, domain: str, children: int) -> str:
    return f"""\
use strict;
$max_servers = {children};
$daemon_user = 'amavis'; $daemon_group = 'clamav';
$MYHOME = '{home}'; $TEMPBASE = '{home}/tmp'; $db_home = '{home}/db'; $helpers_home = '{home}/var';
$lock_file = '{home}/lock'; $pid_file = '{home}/pid'; $QUARANTINEDIR = undef;
$enable_db = 0; $enable_zmq = 0; $enable_dkim_verification = 0; $enable_dkim_signing = 0;
$mydomain = '{domain}'; $myhostname = '{config.hostname}';
@local_domains_maps = ( ['{domain}'] ); @mynetworks = ('127.0.0.0/8');
$do_syslog = 0; $log_level = 0; $logfile = '{home}/log';
$unix_socketname = '{home}/socket'; $unix_socket_mode = 0666; $inet_socket_port = undef; $protocol = 'LMTP';
$forward_method = 'lmtp:{config.dovecot_lmtp}'; $notify_method = $forward_method;
$sa_siteconfigpath = '{config.live("spamd")}'; $sa_local_tests_only = 1;
$sa_mail_body_size_limit = undef;
$sa_tag_level_deflt = -999; $sa_tag2_level_deflt = 5; $sa_kill_level_deflt = 9999; $sa_spam_subject_tag = undef;
$final_virus_destiny = D_DISCARD; $final_banned_destiny = D_PASS; $final_spam_destiny = D_PASS;
$final_bad_header_destiny = D_PASS; @bypass_banned_checks_maps = (1);
@av_scanners = (['ClamAV-clamd', \\&ask_daemon, ["CONTSCAN {{}}\\n", '{config.clamd_socket}'],
  qr/\\bOK$/m, qr/\\bFOUND$/m, qr/^.*?: (?!Infected Archive)(.*) FOUND$/m]);
@av_scanners_backup = (); @decoders = (['mail', \\&do_mime_decode]);
1;
"""
