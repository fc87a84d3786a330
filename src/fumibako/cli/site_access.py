"""fumibako site-access list|restrict|lift|add-user|password|remove-user: folders with a password (D6)."""

import argparse
from typing import Any

from fumibako.cli.asking import NotDone, ask, command, confirm, password_from_stdin
from fumibako.machine.conf import Config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("site-access", help="password-protected folders of websites").add_subparsers(
        required=True, metavar="ACTION"
    )
    listed = command(group, "list", "the restricted folders of a domain's website", _list, _table)
    restrict = command(group, "restrict", "restrict a folder", _restrict, _line)
    lift = command(group, "lift", "open a folder to everybody", _lift, lambda a: f"{a['path']} open to everybody")
    add = command(group, "add-user", "add somebody who may open it", _add_user, _made)
    password = command(group, "password", "set a new password", _password, _made)
    remove = command(group, "remove-user", "delete a user", _remove_user, lambda a: f"{a['name']} deleted")
    for parser in (listed, restrict, lift, add, password, remove):
        parser.add_argument("domain")
    for parser in (restrict, lift, add, password, remove):
        parser.add_argument("folder", help="as in the website's addresses, /members; / is the whole site")
    restrict.add_argument("--realm", default="Restricted", help="what browsers may show when they ask")
    for parser in (add, password, remove):
        parser.add_argument("name")
    for parser in (add, password):
        parser.add_argument("--password-stdin", action="store_true", help="read it; without this one is generated")
    lift.add_argument("--yes", action="store_true", help="do not ask")


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "access", given.domain)


def _restrict(config: Config, given: argparse.Namespace) -> Any:
    values = {"path": given.folder, "realm": given.realm}
    return ask(config, "POST", "access", given.domain, values=values)


def _lift(config: Config, given: argparse.Namespace) -> Any:
    number = _number(config, given)
    confirm(f"Everybody will be able to open {given.folder} of {given.domain}.", is_confirmed=given.yes)
    return ask(config, "DELETE", "access", given.domain, number)


def _add_user(config: Config, given: argparse.Namespace) -> Any:
    values = {"name": given.name, "password": password_from_stdin(given)}
    return ask(config, "POST", "access", given.domain, _number(config, given), "users", values=values)


def _password(config: Config, given: argparse.Namespace) -> Any:
    values = {"password": password_from_stdin(given)}
    user = ("users", given.name, "password")
    return ask(config, "POST", "access", given.domain, _number(config, given), *user, values=values)


def _remove_user(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "DELETE", "access", given.domain, _number(config, given), "users", given.name)


def _number(config: Config, given: argparse.Namespace) -> str:
    """Raises NotDone."""
    for each in ask(config, "GET", "access", given.domain):
        if each["path"] == (given.folder.removesuffix("/") or "/"):
            return str(each["restriction"])
    raise NotDone(f"{given.folder} is not restricted.")


def _table(restrictions: list[dict[str, Any]]) -> str:
    return "\n".join(map(_line, restrictions))


def _line(restriction: dict[str, Any]) -> str:
    return f"{restriction['path']:32} {restriction['realm']:24} {' '.join(restriction['users'])}".rstrip()


def _made(made: dict[str, Any]) -> str:
    return f"folder {made['path']}\nuser {made['name']}\npassword {made['password']}"
