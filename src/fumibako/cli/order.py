"""fumibako order list|approve|refuse."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command
from fumibako.machine.conf import Config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("order", help="orders of options").add_subparsers(required=True, metavar="ACTION")
    command(group, "list", "every order, the newest first", _list, _table)
    approve = command(group, "approve", "the option is in use at once", _approve, _done)
    refuse = command(group, "refuse", "the customer reads why on My Page", _refuse, _done)
    for parser in (approve, refuse):
        parser.add_argument("number", help="R and eight digits")
    refuse.add_argument("--reason", required=True)


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "orders")


def _table(orders: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{o['number']} {o['customer']} {o['state']:9} {o['packs']:>3} × {o['option']:24} {o['ends_on'] or ''}".rstrip()
        for o in orders
    )


def _approve(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "orders", given.number, "approve")


def _refuse(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "orders", given.number, "refuse", values={"reason": given.reason})


def _done(order: dict[str, Any]) -> str:
    return f"{order['number']}: {order['state']}"
