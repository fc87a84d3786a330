"""fumibako certificate list|show|names|request|install|order|change|remove."""

import argparse
import time
from pathlib import Path
from typing import Any

from fumibako.cli.asking import NotDone, ask, command, confirm
from fumibako.machine.conf import Config

LOOK_SECONDS = 0.5
SWITCH = {"on": True, "off": False}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("certificate", help="SSL certificates of sites")
    actions = group.add_subparsers(required=True, metavar="ACTION")
    command(actions, "list", "HTTPS of every site", lambda config, given: ask(config, "GET", "certificates"), _table)
    show = command(
        actions, "show", "the certificate of a site", _show, lambda answer: f"{answer['certificate']}".strip()
    )
    install = command(actions, "install", "install a certificate", _install, _line)
    names = command(actions, "names", "the names of a site, and where they lead", _names, _leading)
    request = command(
        actions, "request", "make a key and a signing request (CSR)", _request, lambda a: f"{a['request']}".strip()
    )
    order = command(actions, "order", "order a free certificate, and wait for it", _order, _line)
    change = command(actions, "change", "lead HTTP to HTTPS, use HTTPS only", _change, _line)
    remove = command(actions, "remove", "remove a certificate and its key", _remove, _line)
    for parser in (show, install, names, request, order, change, remove):
        parser.add_argument("host", help="as list shows it")
    install.add_argument("certificate", type=Path, help="file in PEM form")
    install.add_argument("--chain", type=Path, help="file with the intermediate certificates")
    install.add_argument("--key", type=Path, help="file with the private key; not for one that was asked for here")
    request.add_argument("--kind", choices=("rsa", "ec"), default="rsa", help="of the key")
    request.add_argument("--organization", default="", help="the company in Roman letters")
    request.add_argument("--locality", default="", help="its city")
    request.add_argument("--prefecture", default="", help="its prefecture or state")
    request.add_argument("--country", default="", help="two letters, JP")
    order.add_argument("--name", action="append", help="which names it is for, each once; as they were, at first all")
    change.add_argument("--redirect", choices=SWITCH, help="whether HTTP leads to HTTPS")
    change.add_argument("--hsts", choices=SWITCH, help="whether browsers are told to use HTTPS only for 180 days")
    remove.add_argument("--yes", action="store_true", help="do not ask")


def _show(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "certificates", given.host)


def _install(config: Config, given: argparse.Namespace) -> Any:
    files = {"certificate": given.certificate, "chain": given.chain, "key": given.key}
    values = {name: _text(path) for name, path in files.items() if path}
    return ask(config, "PUT", "certificates", given.host, values=values)


def _names(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "certificates", given.host, "names")


def _request(config: Config, given: argparse.Namespace) -> Any:
    values = {name: getattr(given, name) for name in ("kind", "organization", "locality", "country")}
    return ask(config, "POST", "certificates", given.host, "request", values={**values, "state": given.prefecture})


def _order(config: Config, given: argparse.Namespace) -> Any:
    answer = ask(config, "POST", "certificates", given.host, "order", values={"names": given.name})
    while answer["is_ordering"]:
        time.sleep(LOOK_SECONDS)
        answer = ask(config, "GET", "certificates", given.host)
    if answer["trouble"]:
        raise NotDone(answer["trouble"])
    return answer


def _change(config: Config, given: argparse.Namespace) -> Any:
    values = {"redirects": SWITCH.get(given.redirect), "hsts": SWITCH.get(given.hsts)}
    return ask(config, "PATCH", "certificates", given.host, values=values)


def _remove(config: Config, given: argparse.Namespace) -> Any:
    confirm(f"{given.host} will not be reached by HTTPS any more.", is_confirmed=given.yes)
    return ask(config, "DELETE", "certificates", given.host)


def _text(path: Path) -> str:
    """Raises NotDone."""
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise NotDone(f"{path}: {error.strerror}") from error


def _table(certificates: list[dict[str, Any]]) -> str:
    return "\n".join(map(_line, certificates))


def _leading(names: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{'+' if name['is_chosen'] else '-'} {name['name']:40} {name['place']} {' '.join(name['addresses'])}".rstrip()
        for name in names
    )


def _line(certificate: dict[str, Any]) -> str:
    if not certificate["covered"]:
        return f"{certificate['host']:40} no certificate"
    until = f"until {certificate['expires_at'][:10]}"
    return (
        f"{certificate['host']:40} {until} {'automatic ' if certificate['is_automatic'] else ''}{certificate['issuer']}"
    )
