"""fumibako branding show|set."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command
from fumibako.machine.conf import Config

FIELDS = {
    "name": "what the service is called",
    "name_en": "what it is called on English pages",
    "company": "the provider",
    "support_phone": "shown to customers",
    "support_hours": "when somebody answers",
    "support_address": "where inquiries go, shown to customers",
    "sender_address": "sender of the provider's own mails",
    "color": "of buttons and links, like #1a5fb4",
}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("branding", help="the provider's name and support").add_subparsers(
        required=True, metavar="ACTION"
    )
    command(group, "show", "what is set", _show, _table)
    change = command(group, "set", "set what is given; the rest stays", _set, _table)
    for name, words in FIELDS.items():
        change.add_argument(f"--{name.replace('_', '-')}", help=words)


def _show(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "branding")


def _set(config: Config, given: argparse.Namespace) -> Any:
    values = {name: getattr(given, name) for name in FIELDS if getattr(given, name) is not None}
    return ask(config, "PATCH", "branding", values=values)


def _table(answer: dict[str, Any]) -> str:
    return "\n".join(f"{name:16} {answer[name]}".rstrip() for name in FIELDS)
