"""fumibako mail held|release."""

import argparse
from datetime import datetime
from typing import Any

from fumibako.cli.asking import ask, command
from fumibako.machine.conf import Config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("mail", help="the mail queue").add_subparsers(required=True, metavar="ACTION")
    command(group, "held", "mails that the filter failed at three times", _held, _table)
    release = command(group, "release", "give one back to the filter", _release, lambda m: f"{m['queue_id']}: done")
    release.add_argument("queue_id")


def _held(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "mail", "held")


def _release(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "mail", "held", given.queue_id, "release")


def _table(mails: list[dict[str, Any]]) -> str:
    return "\n\n".join(_told(mail) for mail in mails) or "No mail is on hold."


def _told(mail: dict[str, Any]) -> str:
    arrived = datetime.fromtimestamp(mail["arrived_at"]).astimezone()
    reasons = mail["reasons"] or ["put on hold by hand"]
    lines = (
        f"{mail['queue_id']}   {arrived:%Y-%m-%d %H:%M}   {mail['size'] >> 10} KB",
        f"from {mail['sender'] or '<>'} to {', '.join(mail['recipients'])}",
        *reasons,
    )
    return "\n    ".join(_inert(line) for line in lines)


def _inert(line: str) -> str:
    """Addresses are others' words: nothing in them moves the terminal's cursor."""
    return "".join(character if character.isprintable() else "?" for character in line)
