"""fumibako account add|list|set-password|suspend|resume|delete."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command, password_from_stdin
from fumibako.machine.conf import Config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("account", help="mail accounts").add_subparsers(required=True, metavar="ACTION")
    add = command(group, "add", "make an account", _add, _with_password)
    add.add_argument("address")
    add.add_argument("--display-name", default="")
    add.add_argument("--quota-megabytes", type=int)
    add.add_argument("--password-stdin", action="store_true", help="read the password from the input, not generate it")
    listed = command(group, "list", "every account", _list, _table)
    listed.add_argument("--domain")
    password = command(group, "set-password", "give an account another password", _set_password, _with_password)
    password.add_argument("address")
    password.add_argument("--password-stdin", action="store_true")
    for name, words, act in (
        ("suspend", "no login, no mail; what is there stays", _suspend),
        ("resume", "end a suspension", _resume),
        ("delete", "remove an account and its mail for good", _delete),
    ):
        command(group, name, words, act, lambda a: f"{a['address']}: done").add_argument("address")


def _add(config: Config, given: argparse.Namespace) -> Any:
    values: dict[str, Any] = {"address": given.address, "display_name": given.display_name}
    values["password"] = password_from_stdin(given)
    if given.quota_megabytes is not None:
        values["quota_bytes"] = given.quota_megabytes << 20
    return ask(config, "POST", "accounts", values=values)


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "accounts", values={"domain": given.domain} if given.domain else {})


def _table(accounts: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{a['address']:40} {a['quota_bytes'] >> 20:>8} MB "
        f"{'suspended' if a['is_suspended'] else '':9} {a['display_name']}".rstrip()
        for a in accounts
    )


def _set_password(config: Config, given: argparse.Namespace) -> Any:
    values = {"password": password_from_stdin(given)}
    return ask(config, "POST", "accounts", given.address, "password", values=values)


def _with_password(answer: dict[str, Any]) -> str:
    return f"{answer['address']}   {answer.get('password', '')}".rstrip()


def _suspend(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "accounts", given.address, "suspend")


def _resume(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "accounts", given.address, "resume")


def _delete(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "DELETE", "accounts", given.address)
