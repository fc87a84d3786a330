"""fumibako cabinet show|accounts|links|end|log: the large-file cabinet of a contract."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command
from fumibako.machine.conf import Config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("cabinet", help="the large-file cabinet").add_subparsers(
        required=True, metavar="ACTION"
    )
    show = command(group, "show", "rules, accounts and use of a domain's contract", _show, _shown)
    show.add_argument("domain")
    chosen = command(group, "accounts", "let these accounts of a domain use it, and no others of it", _accounts, _shown)
    chosen.add_argument("domain")
    chosen.add_argument("accounts", nargs="*", metavar="ADDRESS")
    links = command(group, "links", "an account's links", _links, _table)
    links.add_argument("address")
    end = command(group, "end", "end a link", _end, _link)
    end.add_argument("address")
    end.add_argument("link", help="its number, from `links`")
    log = command(group, "log", "what people outside did by links of a domain's contract", _log, _lines)
    log.add_argument("domain")


def _show(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "domains", given.domain, "cabinet")


def _accounts(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "PUT", "domains", given.domain, "cabinet", "accounts", values={"accounts": given.accounts})


def _links(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "accounts", given.address, "cabinet-links")


def _end(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "DELETE", "accounts", given.address, "cabinet-links", given.link)


def _log(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "domains", given.domain, "cabinet", "log")


def _shown(cabinet: dict[str, Any]) -> str:
    return "\n".join(
        f"{name}: {', '.join(value) if isinstance(value, list) else value}" for name, value in cabinet.items()
    )


def _table(links: list[dict[str, Any]]) -> str:
    return "\n".join(map(_link, links))


def _link(link: dict[str, Any]) -> str:
    state = f"until {link['expires_at']}" if link["is_alive"] else "over"
    return f"{link['link']}: {', '.join(link['files'])} ({state}; downloads {link['downloads']})"


def _lines(log: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{line['at']} {line['account']} {line['happening']} {line['file']} {line['who']} {line['remote']}"
        for line in log
    )
