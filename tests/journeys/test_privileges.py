"""What each process of a running box may do, against the table below (SECURITY case 132). A new daemon needs a line."""

import contextlib
import grp
import os
import pwd
import stat
import subprocess
import xmlrpc.client
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.system.unit import ROOT_CAPABILITIES
from tests.faults.processes import Processes
from tests.journeys import mails
from tests.journeys.clients import MailPrograms, Person
from tests.journeys.office import Office

pytestmark = pytest.mark.box
ROOT = sum(1 << number for number in ROOT_CAPABILITIES)
DOVECOT = 0x404E3  # it gives DAC_READ_SEARCH, FOWNER and FSETID up by itself
MAIL_PROCESSES = ("imap", "pop3", "managesieve")
OUTSIDER = "hanako@out.example"

# Service, process → its user, the groups it is in besides that user's own, what it can do at most.
TABLE: dict[tuple[str, str], tuple[str, tuple[str, ...], int]] = {
    **{("agent", name): ("root", (), ROOT) for name in ("python", "postmap", "sievec")},
    ("agent", "doveadm"): ("root and mail", ("mail", "dovecot"), ROOT),
    ("clamd", "clamd"): ("clamav", (), 0),
    ("freshclam", "freshclam"): ("clamav", (), 0),
    ("spamd", "spamd"): ("root", (), ROOT),
    ("spamd", "spamd child"): ("debian-spamd", (), 0),
    ("rspamd", "rspamd: main process"): ("root", (), ROOT),
    ("rspamd", "rspamd: normal process"): ("_rspamd", (), 0),
    ("rspamd", "rspamd: hs_helper process"): ("_rspamd", (), 0),
    ("postsrsd", "postsrsd"): ("nobody", (), 0),
    ("guardd", "python"): ("guardd", (), 0),
    ("searchd", "python"): ("searchd", (), 0),
    ("pushd", "python"): ("pushd", (), 0),
    ("web", "python"): ("web", ("www-data",), 0),
    ("worker", "python"): ("worker", ("web",), 0),
    ("background", "python"): ("background", ("web", "www-data", "clamav"), 0),
    ("filterd", "python"): ("filterd", ("postdrop", "dovecot", "clamav", "debian-spamd", "_rspamd"), 0),
    **{
        ("watchdog", name): ("watchdog", ("www-data", "clamav", "debian-spamd", "_rspamd"), 0)
        for name in ("python", "openssl")
    },
    ("nginx", "nginx: master process"): ("root", (), ROOT),
    ("nginx", "nginx: worker process"): ("www-data", (), 0),
    ("apache", "apache2"): ("apache", (), 0),
    ("mariadb", "mariadbd"): ("mariadb", (), 0),
    ("phpfpm", "python"): ("root", (), ROOT),
    ("phpfpm", "php-fpm: master"): ("root", (), ROOT),
    # The health check's user, phpMyAdmin's, and each site's own.
    ("phpfpm", "php-fpm: pool"): ("nobody and phpmyadmin and site", ("nogroup",), 0),
    ("proftpd", "proftpd"): ("root and nobody", ("nogroup",), ROOT),
    ("postfix", "master"): ("root", (), ROOT),
    **{
        ("postfix", name): ("postfix", (), 0)
        for name in (
            *("anvil", "bounce", "cleanup", "discard", "error", "flush", "lmtp", "pickup", "postlogd", "proxymap"),
            *("qmgr", "scache", "showq", "smtp", "smtpd", "tlsmgr", "trivial-rewrite", "verify"),
        )
    },
    **{("dovecot", name): ("root", (), DOVECOT) for name in ("dovecot", "log", "config", "auth -w")},
    # Root, to become the mail user for each mail: Dovecot starts these under a user of /etc/passwd only.
    **{
        ("dovecot", name): ("root and mail", ("mail", "dovecot"), DOVECOT)
        for name in ("lmtp", "quota-status", "indexer-worker")
    },
    **{("dovecot", name): ("dovecot", (), 0) for name in ("anvil", "auth", "dict", "indexer", "stats")},
    **{("dovecot", name): ("dovenull", (), 0) for name in ("imap-login", "pop3-login", "managesieve-login")},
    **{("dovecot", name): ("mail", ("dovecot",), 0) for name in MAIL_PROCESSES},
}

OWN_GROUP = {"nobody": "nogroup"}  # where it is not called like the user

# Sockets that anybody on the machine may connect to, and why.
OPEN_SOCKETS = {
    "run/agent/socket",  # the agent looks at who asks (SO_PEERCRED)
    "run/worker/wake",  # a datagram means "look now", and nothing else
    "run/background/wake",  # the same
    "run/web/http",  # its directory is www-data's
    "run/admin/http",  # its directory is the web's own
    "run/pushd/http",  # its directory is www-data's
    "run/told/socket",  # its directory is the mail store's user's
    "run/guardd/http",  # a password and a shared secret, or no answer
    "run/guardd/origin",  # it tells what /proc/net/tcp tells everybody
    "run/guardd/senders",  # guardd looks at who asks (SO_PEERCRED)
    "run/guardd/sending",  # the same
    "run/guardd/guesses",  # the same
    "run/guardd/wrong",  # it looks at who tells (SO_PASSCRED)
    "run/filterd/incoming",
    "run/filterd/outgoing",
    "clamd/run/socket",  # its directory is its own group's: filterd and the watchdog
    "spamd/run/socket",  # the same
    "mariadb/run/socket",  # sites' PHP connects; a password, or to be root of this machine
    # Dovecot's own way: whoever asks is told about the mail user of the same number only, and there is none.
    "dovecot/run/auth-userdb",
    "dovecot/run/dns-client",
    "dovecot/run/imap-urlauth",
    "dovecot/run/indexer",
    "dovecot/run/stats-writer",
}


@dataclass(frozen=True)
class Seen:
    """One process as the kernel knows it."""

    users: frozenset[str]
    groups: frozenset[str]
    capabilities: int
    bounding: int
    gains_nothing: bool


@pytest.fixture
def processes(office: Office) -> Processes:
    return Processes(office.config)


def test_case_132_every_process_may_do_what_the_table_says_and_no_more(
    programs: MailPrograms, office: Office, processes: Processes, suzuki: Person
) -> None:
    wrong = []
    with (
        programs.imaps(suzuki),
        programs.sieve(suzuki),
        programs.smtp(),
        contextlib.closing(programs.pop3s(suzuki)),
    ):
        programs.deliver(mails.plain(OUTSIDER, suzuki.address), OUTSIDER, suzuki.address)
        seen = list(_everybody(office.config, processes))
    for service, process, is_ in seen:
        if (service, process) not in TABLE:
            wrong.append(f"{service}, {process}: not in the table: {is_}")
            continue
        user, groups, capabilities = TABLE[service, process]
        users = frozenset(user.split(" and "))
        strange = is_.groups - users - {OWN_GROUP.get(user), *groups}
        if not is_.users <= users or strange or is_.capabilities & ~capabilities:
            wrong.append(f"{service}, {process}: {is_}, not {user}, {groups}, {capabilities:#x}")
        if not is_.gains_nothing or is_.bounding & ~ROOT:
            wrong.append(f"{service}, {process}: could gain rights: {is_}")
    assert wrong == []
    assert {("dovecot", "imap"), ("postfix", "smtpd"), ("filterd", "python")} <= {(s, p) for s, p, _ in seen}


def test_no_daemon_is_held_to_the_distributions_directories(office: Office, processes: Processes) -> None:
    """AppArmor profiles of Debian's packages name the paths of Debian's own instances."""
    if not Path("/proc/self/attr/apparmor").exists():
        pytest.skip("this machine has no AppArmor")
    own = Path("/proc/self/attr/apparmor/current").read_text()
    for service in ("clamd", "freshclam", "postsrsd"):
        if pid := processes.pid(service):
            assert Path(f"/proc/{pid}/attr/apparmor/current").read_text() == own


def test_case_132_nothing_is_writable_for_everybody(office: Office) -> None:
    state = office.config.state
    found = {
        str(path.relative_to(state))
        for path in state.rglob("*")
        if not path.is_symlink() and path.lstat().st_mode & stat.S_IWOTH and not _is_closed(state, path)
    }
    assert found - OPEN_SOCKETS == set()


def test_case_132_no_secret_is_readable_for_everybody(office: Office) -> None:
    config = office.config
    secret = [config.secrets, config.tls / "key.pem", config.edge / "accounts.sqlite3", config.database_file]
    secret += [config.mail_store, config.run / "supervisord.conf", config.supervisor_socket.parent]
    files = [path for directory in secret for path in (directory.rglob("*") if directory.is_dir() else (directory,))]
    assert len(files) > 10
    # In a process of nobody's: what the kernel says counts, not what the modes seem to say.
    script = "import os, sys; print(*(path for path in sys.argv[1:] if os.access(path, os.R_OK)))"
    command = ("/usr/bin/python3", "-c", script, *map(str, files))
    nobody = {"user": "nobody", "group": "nogroup", "extra_groups": ()}
    done = subprocess.run(command, capture_output=True, text=True, check=True, **nobody)
    assert done.stdout.split() == []


def test_case_132_nobody_but_root_comes_to_what_logins_are_checked_against(office: Office) -> None:
    """Not those who open files and mails of strangers, either, with every group that they have."""
    config = office.config
    files = [str(config.edge / f"accounts.sqlite3{suffix}") for suffix in ("", "-wal", "-shm")]
    script = "import os, sys; print(*(path for path in sys.argv[1:] if os.access(path, os.R_OK | os.W_OK)))"
    for user, groups in (
        ("dovecot", ["dovenull"]),
        (config.uids.mail, ["dovecot"]),
        (config.uids.filterd, ["dovecot"]),
    ):
        done = subprocess.run(
            ("/usr/bin/python3", "-c", script, *files),
            user=user,
            group=user,
            extra_groups=groups,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.split() == []


def test_case_132_what_root_starts_by_is_roots(office: Office) -> None:
    """Every rendered file and the way to it: whoever could change a link there would say what root's programs read."""
    state = office.config.state
    homes = [home for home in state.iterdir() if (home / "conf").exists() or (home / "scopes").exists()]
    directories = [
        directory for home in homes for directory in (home / "generations", home / "scopes") if directory.exists()
    ]
    ways = {
        state,
        *homes,
        *(home / "conf" for home in homes),
        *directories,
        *(path for directory in directories for path in directory.rglob("*")),
    }
    strange = {str(path) for path in ways if os.path.lexists(path) and (path.lstat().st_uid != 0 or _is_open(path))}
    assert strange == set()
    assert {office.config.home(name) for name in ("freshclam", "clamd", "postfix", "filterd")} <= ways


def _is_open(path: Path) -> bool:
    """Whether others than its owner may write there; a link has no mode of its own."""
    return not path.is_symlink() and bool(path.lstat().st_mode & (stat.S_IWGRP | stat.S_IWOTH))


def _is_closed(state: Path, path: Path) -> bool:
    """Whether the way to it is closed to everybody: then its own mode opens nothing."""
    inside = [parent for parent in path.parents if state in (parent, *parent.parents)]
    return any(not parent.lstat().st_mode & stat.S_IXOTH for parent in inside)


class Ended(Exception):
    """A process that nobody has waited for yet: it does nothing any more."""


def _everybody(config: Config, processes: Processes) -> Iterator[tuple[str, str, Seen]]:
    for service in sorted({service for service, _ in TABLE}):
        with contextlib.suppress(xmlrpc.client.Fault):  # freshclam may be switched off
            for pid in processes.tree(service):
                with contextlib.suppress(OSError, Ended):  # it ended while we looked
                    yield service, _process(pid), _look(config, pid)


def _process(pid: int) -> str:
    """What it calls itself; Dovecot's and nginx's processes are told apart by their titles only. Raises Ended."""
    title = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    if not title:
        raise Ended
    if title.startswith("dovecot-fumibako/"):
        name = title.removeprefix("dovecot-fumibako/").split(" [")[0]
        return name if name == "auth -w" else name.split()[0]
    if title.startswith("php-fpm: "):
        return " ".join(title.split()[:2])
    if title.startswith("nginx: "):
        return " ".join(title.split()[:3])
    name = Path(f"/proc/{pid}/comm").read_text().strip()
    return "python" if name.startswith("python") or "python" in title.split()[0] else name


def _name(config: Config, own: dict[int, str], number: int) -> str:
    """Of a user or group that stands in no file of the machine; "" for those that do."""
    return own.get(number) or ("site" if number > config.site_uid(0) else "")


def _look(config: Config, pid: int) -> Seen:
    lines = (line.partition(":\t") for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    status = {name: text for name, _, text in lines}
    names = (
        *("mail", "web", "worker", "filterd", "guardd", "searchd", "pushd", "watchdog"),
        *("background", "apache", "mariadb", "phpmyadmin"),
    )
    own = {getattr(config.uids, name): name for name in names}
    uids, gids = set(status["Uid"].split()), {*status["Gid"].split(), *status["Groups"].split()}
    return Seen(
        users=frozenset(_name(config, own, int(uid)) or pwd.getpwuid(int(uid)).pw_name for uid in uids),
        groups=frozenset(_name(config, own, int(gid)) or grp.getgrgid(int(gid)).gr_name for gid in gids),
        capabilities=int(status["CapPrm"], 16) | int(status["CapAmb"], 16),
        bounding=int(status["CapBnd"], 16),
        gains_nothing=status["NoNewPrivs"] == "1",
    )
