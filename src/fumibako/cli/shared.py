"""fumibako shared list|set|stop: mailboxes that several people read."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command
from fumibako.machine.conf import Config

RIGHTS = ("read", "answer", "manage")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("shared", help="shared mailboxes").add_subparsers(required=True, metavar="ACTION")
    listed = command(group, "list", "every shared mailbox and who works in it", _list, _table)
    listed.add_argument("--domain", help="of one domain only")
    made = command(group, "set", "share an account, or add one to be shared, with these people only", _set, _shown)
    made.add_argument("address")
    made.add_argument("--name", default="", help="its display name, where it is added")
    for right, words in zip(RIGHTS, ("read", "answer in its name, too", "move and delete, too"), strict=True):
        made.add_argument(f"--{right}", nargs="+", default=[], metavar="ADDRESS", help=f"who may {words}")
    stop = command(group, "stop", "share an account no more; it and its mail stay", _stop, _shown)
    stop.add_argument("address")


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "shared", values={"domain": given.domain} if given.domain else {})


def _set(config: Config, given: argparse.Namespace) -> Any:
    members = {right: getattr(given, right) for right in RIGHTS}
    return ask(config, "POST", "shared", values={"address": given.address, "display_name": given.name} | members)


def _stop(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "DELETE", "accounts", given.address, "sharing")


def _table(found: list[dict[str, Any]]) -> str:
    return "\n".join(map(_shown, found))


def _shown(shared: dict[str, Any]) -> str:
    who = [f"{right}: {', '.join(shared[right])}" for right in RIGHTS if shared[right]]
    return f"{shared['address']}: {'; '.join(who) or 'not shared'}"
