"""fumibako news add|list."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command
from fumibako.machine.conf import Config

TEXTS = ("kind", "title", "text", "title_en", "text_en", "shown_from", "shown_until")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("news", help="what all customers are told").add_subparsers(
        required=True, metavar="ACTION"
    )
    add = command(group, "add", "tell all customers something", _add, lambda news: f"{news['id']} {news['title']}")
    add.add_argument("title")
    add.add_argument("text")
    add.add_argument("--kind", choices=("information", "maintenance", "incident"), default="information")
    add.add_argument("--title-en", default="", help="for English pages")
    add.add_argument("--text-en", default="")
    add.add_argument("--from", dest="shown_from", metavar="MOMENT", help="such as 2026-12-28T09:00; else now")
    add.add_argument("--until", dest="shown_until", metavar="MOMENT", help="how long it stands on top of the menus")
    command(group, "list", "all news, the latest first", _list, _table)


def _add(config: Config, given: argparse.Namespace) -> Any:
    values = {name: getattr(given, name) for name in TEXTS if getattr(given, name) is not None}
    return ask(config, "POST", "news", values=values)


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "news")


def _table(news: list[dict[str, Any]]) -> str:
    return "\n".join(f"{one['id']:5} {one['shown_from'][:16]} {one['kind']:11} {one['title']}" for one in news)
