"""fumibako operator add."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command, password_from_stdin
from fumibako.machine.conf import Config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("operator", help="the provider's staff").add_subparsers(
        required=True, metavar="ACTION"
    )
    add = command(group, "add", "a login for the console", _add, _made)
    add.add_argument("login")
    add.add_argument("--password-stdin", action="store_true", help="read the password from the input, not generate it")


def _add(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "operators", values={"login": given.login, "password": password_from_stdin(given)})


def _made(operator: dict[str, Any]) -> str:
    return f"{operator['login']}   {operator.get('password', '')}".rstrip()
