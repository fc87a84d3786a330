"""fumibako database list|add|password|drop|dump|add-user|user-password|drop-user."""

import argparse
import shutil
import time
from pathlib import Path
from typing import Any

from fumibako.cli.asking import NotDone, ask, command, confirm, password_from_stdin
from fumibako.machine.conf import Config

LOOK_SECONDS = 0.2


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("database", help="databases of websites").add_subparsers(
        required=True, metavar="ACTION"
    )
    listed = command(group, "list", "the databases of a domain's website", _list, _table)
    add = command(group, "add", "make a database and its user", _add, _made)
    password = command(group, "password", "set a new password", _password, _made)
    drop = command(group, "drop", "delete a database with everything in it", _drop, lambda a: f"{a['name']} deleted")
    dump = command(group, "dump", "write a database into an SQL file", _dump, lambda a: f"{a['file']}")
    add_user = command(group, "add-user", "let a further user work on a database", _add_user, _made_user)
    user_password = command(group, "user-password", "set a further user's password", _user_password, _made_user)
    drop_user = command(group, "drop-user", "delete a further user", _drop_user, lambda a: f"{a['name']} deleted")
    for parser in (listed, add, password, drop, dump, add_user, user_password, drop_user):
        parser.add_argument("domain")
    for parser in (add, password, drop, dump):
        parser.add_argument("name")
    for parser in (add_user, user_password, drop_user):
        parser.add_argument("database")
        parser.add_argument("name")
    add_user.add_argument("--reads-only", action="store_true", help="it changes nothing")
    for parser in (add, password, add_user, user_password):
        parser.add_argument("--password-stdin", action="store_true", help="read it; without this one is generated")
    drop.add_argument("--yes", action="store_true", help="do not ask")
    dump.add_argument("file", type=Path, help="a new file")


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "databases", given.domain)


def _add(config: Config, given: argparse.Namespace) -> Any:
    values = {"name": given.name, "password": password_from_stdin(given)}
    return ask(config, "POST", "databases", given.domain, values=values)


def _password(config: Config, given: argparse.Namespace) -> Any:
    return ask(
        config,
        "POST",
        "databases",
        given.domain,
        given.name,
        "password",
        values={"password": password_from_stdin(given)},
    )


def _drop(config: Config, given: argparse.Namespace) -> Any:
    confirm(f"{given.name} and everything in it will be deleted.", is_confirmed=given.yes)
    return ask(config, "DELETE", "databases", given.domain, given.name)


def _dump(config: Config, given: argparse.Namespace) -> Any:
    """The job's file is copied: root reads it where it lies."""
    if given.file.exists():
        raise NotDone(f"{given.file} is there already.")
    facts = ask(config, "POST", "databases", given.domain, given.name, "dump")
    while facts["state"] in ("queued", "running"):
        time.sleep(LOOK_SECONDS)
        facts = ask(config, "GET", "databases", given.domain, "dumps", facts["job"])
    if facts["state"] != "done":
        raise NotDone(facts["message"] or f"The dump was {facts['state']}.")
    try:
        given.file.touch(0o600)
        shutil.copyfile(config.jobs / facts["job"], given.file)
    except OSError as error:
        raise NotDone(f"{given.file}: {error.strerror}") from error
    return {"name": given.name, "file": str(given.file), "bytes": given.file.stat().st_size}


def _add_user(config: Config, given: argparse.Namespace) -> Any:
    values = {"name": given.name, "reads_only": given.reads_only, "password": password_from_stdin(given)}
    return ask(config, "POST", "databases", given.domain, given.database, "users", values=values)


def _user_password(config: Config, given: argparse.Namespace) -> Any:
    user = (given.domain, given.database, "users", given.name)
    return ask(config, "POST", "databases", *user, "password", values={"password": password_from_stdin(given)})


def _drop_user(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "DELETE", "databases", given.domain, given.database, "users", given.name)


def _table(databases: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{each['name']:32} {each['bytes'] if each['bytes'] is not None else '-':>12}" for each in databases
    )


def _made_user(made: dict[str, Any]) -> str:
    return f"host {made['host']}\ndatabase {made['database']}\nuser {made['name']}\npassword {made['password']}"


def _made(made: dict[str, Any]) -> str:
    return f"host {made['host']}\ndatabase {made['name']}\nuser {made['name']}\npassword {made['password']}"
