"""fumibako overseas show|set: websites that answer only to visitors from Japan (D7)."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command
from fumibako.machine.conf import Config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("overseas", help="websites for visitors from Japan only").add_subparsers(
        required=True, metavar="ACTION"
    )
    show = command(group, "show", "whether a domain's website is closed to visitors from abroad", _show, _lines)
    chosen = command(group, "set", "close it, or folders of it, or open it again", _set, _lines)
    for parser in (show, chosen):
        parser.add_argument("domain")
    chosen.add_argument("wanted", choices=("on", "off"))
    chosen.add_argument("--folder", action="append", default=[], help="only this one; may be repeated")
    chosen.add_argument("--allow", action="append", default=[], help="an address or range that gets in nevertheless")
    chosen.add_argument("--page", default="", help="of the website, for those who are refused; without it ours")


def _show(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "overseas", given.domain)


def _set(config: Config, given: argparse.Namespace) -> Any:
    values = {"is_on": given.wanted == "on", "folders": given.folder, "exceptions": given.allow, "page": given.page}
    return ask(config, "PUT", "overseas", given.domain, values=values)


def _lines(facts: dict[str, Any]) -> str:
    closed = " ".join(facts["folders"]) or "the whole site"
    state = f"closed to visitors from abroad: {closed}" if facts["is_on"] else "open to everybody"
    let_in = f"\nlet in nevertheless: {' '.join(facts['exceptions'])}" if facts["exceptions"] else ""
    return f"{state}{let_in}"
