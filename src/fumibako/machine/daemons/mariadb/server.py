"""The server itself, for root: made at its first use, asked and told by SQL over its socket."""

import json
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.daemons.mariadb.planning import Fact, UserFact
from fumibako.machine.daemons.supervisor.control import NotRunning, Supervisor
from fumibako.machine.formats.mariadb import native_hash, text, user
from fumibako.machine.state.web.database import site_number_of
from fumibako.machine.system import files
from fumibako.machine.system.run import CommandFailed, run
from fumibako.machine.system.unit import wait_for

PROGRAM = "/usr/bin/mariadb"
INSTALL_SECONDS, STATEMENT_SECONDS = 50.0, 40.0  # the worker waits a minute
HEALTH_USER = "fumibako_health"
NOTES = """\
CREATE DATABASE IF NOT EXISTS fumibako;
CREATE TABLE IF NOT EXISTS fumibako.noted
    (name VARCHAR(64) PRIMARY KEY, number BIGINT NOT NULL, owner VARCHAR(255) NOT NULL, KEY (owner))
    CHARACTER SET ascii COLLATE ascii_bin;
CREATE TABLE IF NOT EXISTS fumibako.lent
    (name VARCHAR(64) NOT NULL, hash CHAR(41) NOT NULL, until BIGINT NOT NULL, PRIMARY KEY (name, hash))
    CHARACTER SET ascii COLLATE ascii_bin;
CREATE TABLE IF NOT EXISTS fumibako.users
    (name VARCHAR(64) PRIMARY KEY, owner VARCHAR(255) NOT NULL, base VARCHAR(64) NOT NULL, reads_only INT NOT NULL,
    KEY (owner)) CHARACTER SET ascii COLLATE ascii_bin;
CREATE TABLE IF NOT EXISTS fumibako.alive (is_alive INT PRIMARY KEY);
INSERT IGNORE INTO fumibako.alive VALUES (1);
"""


def is_made(config: Config) -> bool:
    return data(config).is_dir()


def data(config: Config) -> Path:
    return config.home("mariadb") / "data"


def health_login(config: Config) -> Path:
    """For the watchdog: an option file with a user that reads one row."""
    return config.secrets / "mariadb.cnf"


def ask(config: Config, sql: str, seconds: float = STATEMENT_SECONDS) -> list[list[str]]:
    """As the server's root. Raises CommandFailed."""
    command = (PROGRAM, "--no-defaults", f"--socket={config.mariadb_socket}", "--user=root", "--batch", "--raw")
    answer = run((*command, "--skip-column-names"), stdin=sql, seconds=seconds)
    return [line.split("\t") for line in answer.splitlines()]


def ensure(config: Config) -> None:
    """Make the server unless that was done, and start it unless it runs. Raises CommandFailed."""
    if not is_made(config):
        make(config, config.live("mariadb") / "my.cnf")
    try:
        Supervisor(config).start("mariadb")
    except NotRunning as error:
        raise CommandFailed(f"the box does not run: {error}") from error
    wait_for([config.mariadb_socket])
    add_notes(config)


def add_notes(config: Config) -> None:
    """The tables that we keep in it, and the watchdog's user. Raises CommandFailed."""
    ask(config, NOTES + _health_user(config))


def make(config: Config, settings: Path) -> None:
    """Aside, and renamed when it is whole. Raises CommandFailed."""
    new, uid = data(config).with_name("data.new"), config.uids.mariadb
    shutil.rmtree(new, ignore_errors=True)
    files.directory(new, mode=0o700, uid=uid, gid=uid)
    command = (
        *("/usr/bin/mariadb-install-db", f"--defaults-file={settings}", f"--datadir={new}"),
        *("--auth-root-authentication-method=socket", "--auth-root-socket-user=root", "--skip-test-db"),
    )
    run(command, uid=uid, seconds=INSTALL_SECONDS)
    files.sync_tree(new)
    new.rename(data(config))
    files.sync_directory(new.parent)


def _health_user(config: Config) -> str:
    lines = dict(line.split("=", 1) for line in health_login(config).read_text().splitlines() if "=" in line)
    who, given = user(HEALTH_USER), f"mysql_native_password USING {text(native_hash(lines['password']))}"
    return (
        f"CREATE USER IF NOT EXISTS {who} IDENTIFIED VIA {given};\n"
        f"ALTER USER {who} IDENTIFIED VIA {given};\n"
        f"GRANT SELECT ON fumibako.alive TO {who};\n"
    )


def every(config: Config) -> dict[str, Fact]:
    """Every site's database that is there, by name. Raises CommandFailed."""
    found = ask(config, "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 's%';")
    return actual(config, (), [name for (name,) in found if _is_of_a_site(name)])


def _is_of_a_site(name: str) -> bool:
    try:
        site_number_of(name)
    except ValueError:
        return False
    return True


def actual(config: Config, owners: Iterable[str], names: Collection[str] = ()) -> dict[str, Fact]:
    """The databases that are noted as these domains', and those of these names, by name. Raises CommandFailed."""
    these = _these(owners, names)
    if not these:
        return {}
    noted = ask(config, f"SELECT name, owner, number FROM fumibako.noted WHERE {these};")  # noqa: S608
    wanted = {*names, *(line[0] for line in noted)}
    if not wanted:
        return {}
    listed = ", ".join(map(text, sorted(wanted)))
    found = ask(
        config,
        f"SELECT 'database', SCHEMA_NAME, '' FROM information_schema.SCHEMATA WHERE SCHEMA_NAME IN ({listed});\n"  # noqa: S608
        f"SELECT 'user', User, Priv FROM mysql.global_priv WHERE Host = 'localhost' AND User IN ({listed});\n",
    )
    there = {name for kind, name, _ in found if kind == "database"}
    users = {name: json.loads(rights) for kind, name, rights in found if kind == "user"}
    notes = {name: (owner, int(number)) for name, owner, number in noted}
    return {
        name: Fact(
            name,
            *notes.get(name, ("", 0)),
            name in there,
            users.get(name, {}).get("authentication_string", ""),
            bool(users.get(name, {}).get("account_locked")),
        )
        for name in there | notes.keys()
    }


def actual_users(config: Config, owners: Iterable[str], names: Collection[str]) -> dict[str, UserFact]:
    """The further users that are noted as these domains', and those of these names. Raises CommandFailed."""
    these = _these(owners, names, "u.")
    if not these:
        return {}
    found = ask(
        config,
        f"{NOTES}SELECT u.name, u.owner, u.base, u.reads_only, COALESCE(p.Priv, '{{}}') FROM fumibako.users u "  # noqa: S608
        "LEFT JOIN mysql.global_priv p ON p.Host = 'localhost' AND p.User = u.name "
        f"WHERE {these};\n",
    )
    return {line[0]: _user_fact(line) for line in found}


def _these(owners: Iterable[str], names: Iterable[str], table: str = "") -> str:
    """The condition for rows of these owners or names; "" for none."""
    columns = (("owner", sorted(set(owners))), ("name", sorted(set(names))))
    return " OR ".join(f"{table}{name} IN ({', '.join(map(text, values))})" for name, values in columns if values)


def _user_fact(line: list[str]) -> UserFact:
    name, owner, database, reads_only, rights = line
    told = json.loads(rights)
    is_locked, given = bool(told.get("account_locked")), told.get("authentication_string", "")
    return UserFact(name, owner, database, reads_only == "1", given, is_locked)
