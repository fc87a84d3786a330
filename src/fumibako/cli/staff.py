"""fumibako operator add|list|change|set-password|suspend|resume|unlock|remove."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command, password_from_stdin
from fumibako.machine.conf import Config

ROLES = ("everything", "support", "look")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("operator", help="the provider's staff").add_subparsers(
        required=True, metavar="ACTION"
    )
    add = command(group, "add", "a login for the console", _add, _with_password)
    add.add_argument("login")
    add.add_argument("--password-stdin", action="store_true", help="read the password from the input, not generate it")
    add.add_argument("--name", default="", help="the person's name")
    add.add_argument("--role", choices=ROLES, default="everything")
    change = command(group, "change", "another name or role", _change, _line)
    change.add_argument("login")
    change.add_argument("--name")
    change.add_argument("--role", choices=ROLES)
    command(group, "list", "every login for the console", _list, _table)
    password = command(group, "set-password", "give an operator another password", _set_password, _with_password)
    password.add_argument("login")
    password.add_argument("--password-stdin", action="store_true")
    for name, words, act in (
        ("suspend", "out of the console at once, and no login", _suspend),
        ("resume", "end a suspension", _resume),
        ("unlock", "forget wrong passwords", _unlock),
        ("remove", "with sessions and API keys", _remove),
    ):
        command(group, name, words, act, lambda o: f"{o['login']}: done").add_argument("login")


def _add(config: Config, given: argparse.Namespace) -> Any:
    values = {"login": given.login, "display_name": given.name, "role": given.role}
    return ask(config, "POST", "operators", values={**values, "password": password_from_stdin(given)})


def _change(config: Config, given: argparse.Namespace) -> Any:
    values = {"display_name": given.name, "role": given.role}
    return ask(config, "PATCH", "operators", given.login, values=values)


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "operators")


def _table(operators: list[dict[str, Any]]) -> str:
    return "\n".join(map(_line, operators))


def _line(o: dict[str, Any]) -> str:
    return f"{o['login']:40} {o['role']:10} {'suspended' if o['is_suspended'] else '':9} {o['display_name']}".rstrip()


def _set_password(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "operators", given.login, "password", values={"password": password_from_stdin(given)})


def _with_password(operator: dict[str, Any]) -> str:
    return f"{operator['login']}   {operator.get('password', '')}".rstrip()


def _suspend(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "operators", given.login, "suspend")


def _resume(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "operators", given.login, "resume")


def _unlock(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "operators", given.login, "unlock")


def _remove(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "DELETE", "operators", given.login)
