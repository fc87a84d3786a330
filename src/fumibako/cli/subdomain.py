"""fumibako subdomain list|add|change|delete: further names of websites (D10)."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command, confirm
from fumibako.machine.conf import Config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("subdomain", help="subdomains of websites").add_subparsers(
        required=True, metavar="ACTION"
    )
    listed = command(group, "list", "the subdomains of a domain's website", _list, _table)
    add = command(group, "add", "show a folder under a name of its own", _add, _line)
    change = command(group, "change", "choose another folder or other PHP settings", _change, _line)
    delete = command(group, "delete", "delete one; its files stay", _delete, lambda a: f"{a['host']} deleted")
    for parser in (listed, add, change, delete):
        parser.add_argument("domain")
    for parser in (add, change, delete):
        parser.add_argument("label", help="what stands before the domain: shop, or test.shop")
    add.add_argument("folder", help="as in the website's addresses, /shop")
    change.add_argument("--folder")
    change.add_argument("--memory-mb", type=int)
    change.add_argument("--upload-mb", type=int)
    change.add_argument("--timezone")
    delete.add_argument("--yes", action="store_true", help="do not ask")


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "subdomains", given.domain)


def _add(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "subdomains", given.domain, values={"label": given.label, "folder": given.folder})


def _change(config: Config, given: argparse.Namespace) -> Any:
    names = ("folder", "memory_mb", "upload_mb", "timezone")
    values = {name: getattr(given, name) for name in names}
    return ask(config, "PATCH", "subdomains", given.domain, given.label, values=values)


def _delete(config: Config, given: argparse.Namespace) -> Any:
    confirm(f"{given.label}.{given.domain} will be deleted; its files stay.", is_confirmed=given.yes)
    return ask(config, "DELETE", "subdomains", given.domain, given.label)


def _table(subdomains: list[dict[str, Any]]) -> str:
    return "\n".join(map(_line, subdomains))


def _line(subdomain: dict[str, Any]) -> str:
    return f"{subdomain['host']:40} {subdomain['folder']}"
