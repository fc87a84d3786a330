"""fumibako customer add|list|suspend|resume|unlock."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command
from fumibako.machine.conf import Config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("customer", help="customers").add_subparsers(required=True, metavar="ACTION")
    add = command(group, "add", "a customer with its contract, domain and administrator", _add, _made)
    add.add_argument("name")
    add.add_argument("domain")
    add.add_argument("--plan", default="standard")
    add.add_argument("--accounts-max", type=int)
    add.add_argument("--mail-disk-gigabytes", type=int)
    command(group, "list", "every customer", _list, _table)
    for name, words, act in (
        ("suspend", "nothing comes in, goes out or is read; nothing is deleted", _suspend),
        ("resume", "end a suspension", _resume),
        ("unlock", "forget wrong passwords of its login to My Page", _unlock),
    ):
        parser = command(group, name, words, act, lambda c: f"{c['number']} {c['name']}: done")
        parser.add_argument("customer", help="domain or customer number")


def _add(config: Config, given: argparse.Namespace) -> Any:
    values = {"name": given.name, "domain": given.domain, "plan": given.plan, "accounts_max": given.accounts_max}
    if given.mail_disk_gigabytes is not None:
        values["mail_disk_bytes"] = given.mail_disk_gigabytes << 30
    return ask(config, "POST", "customers", values=values)


def _made(customer: dict[str, Any]) -> str:
    administrator = customer["administrator"]
    lines = (
        f"{customer['number']} {customer['name']}",
        f"{administrator['address']}   {administrator['password']}",
        f"My Page {customer['mypage']['login']}   {customer['mypage']['password']}",
    )
    return "\n".join(lines)


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "customers")


def _table(customers: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{c['number']} {c['plan']:10} {c['accounts']:>5}/{c['accounts_max']:<5} "
        f"{'suspended' if c['is_suspended'] else '':9} {', '.join(c['domains'])}  {c['name']}"
        for c in customers
    )


def _suspend(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "customers", given.customer, "suspend")


def _resume(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "customers", given.customer, "resume")


def _unlock(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "customers", given.customer, "unlock")
