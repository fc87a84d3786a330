"""fumibako operator add|list|set-password|suspend|resume."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command, password_from_stdin
from fumibako.machine.conf import Config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("operator", help="the provider's staff").add_subparsers(
        required=True, metavar="ACTION"
    )
    add = command(group, "add", "a login for the console", _add, _with_password)
    add.add_argument("login")
    add.add_argument("--password-stdin", action="store_true", help="read the password from the input, not generate it")
    command(group, "list", "every login for the console", _list, _table)
    password = command(group, "set-password", "give an operator another password", _set_password, _with_password)
    password.add_argument("login")
    password.add_argument("--password-stdin", action="store_true")
    for name, words, act in (
        ("suspend", "out of the console at once, and no login", _suspend),
        ("resume", "end a suspension", _resume),
    ):
        command(group, name, words, act, lambda o: f"{o['login']}: done").add_argument("login")


def _add(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "operators", values={"login": given.login, "password": password_from_stdin(given)})


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "operators")


def _table(operators: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{o['login']:40} {'suspended' if o['is_suspended'] else '':9} {o['display_name']}".rstrip() for o in operators
    )


def _set_password(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "operators", given.login, "password", values={"password": password_from_stdin(given)})


def _with_password(operator: dict[str, Any]) -> str:
    return f"{operator['login']}   {operator.get('password', '')}".rstrip()


def _suspend(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "operators", given.login, "suspend")


def _resume(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "operators", given.login, "resume")
