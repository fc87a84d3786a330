"""fumibako texts list|show|set|reset."""

import argparse
import sys
from typing import Any

from fumibako.cli.asking import ask, command, confirm
from fumibako.machine.conf import Config

LANGUAGES = ("ja", "en")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("texts", help="the texts of mails that the service writes").add_subparsers(
        required=True, metavar="ACTION"
    )
    command(group, "list", "every mail, in each language", _list, _table)
    show = command(group, "show", "a text, and what may stand in it", _show, _whole)
    write = command(group, "set", "the provider's own text, read from standard input", _set, _whole)
    reset = command(group, "reset", "back to the standard text", _reset, _whole)
    for each in (show, write, reset):
        each.add_argument("notice", help="as in texts list")
        each.add_argument("language", choices=LANGUAGES)
    write.add_argument("--subject", required=True)
    reset.add_argument("--yes", action="store_true", help="do not ask")


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "texts")


def _show(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "texts", given.notice, given.language)


def _set(config: Config, given: argparse.Namespace) -> Any:
    values = {"subject": given.subject, "body": sys.stdin.buffer.read().decode("utf-8", "surrogateescape")}
    return ask(config, "PUT", "texts", given.notice, given.language, values=values)


def _reset(config: Config, given: argparse.Namespace) -> Any:
    confirm("The provider's own text will be lost.", is_confirmed=given.yes)
    return ask(config, "DELETE", "texts", given.notice, given.language)


def _table(texts: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{t['notice']:26} {t['language']} {'own' if t['is_own'] else '-':3} {t['subject']}" for t in texts
    )


def _whole(text: dict[str, Any]) -> str:
    """The subject and what may stand in it, then the text."""
    return f"Subject: {text['subject']}\nPlaceholders: {' '.join(text['placeholders'])}\n\n{text['body']}".rstrip("\n")
