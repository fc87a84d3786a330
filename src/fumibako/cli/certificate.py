"""fumibako certificate list|show|install."""

import argparse
from pathlib import Path
from typing import Any

from fumibako.cli.asking import NotDone, ask, command
from fumibako.machine.conf import Config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("certificate", help="SSL certificates of sites")
    actions = group.add_subparsers(required=True, metavar="ACTION")
    command(actions, "list", "HTTPS of every site", lambda config, given: ask(config, "GET", "certificates"), _table)
    show = command(
        actions, "show", "the certificate of a site", _show, lambda answer: f"{answer['certificate']}".strip()
    )
    install = command(actions, "install", "install a certificate", _install, _line)
    for parser in (show, install):
        parser.add_argument("host", help="as list shows it")
    install.add_argument("certificate", type=Path, help="file in PEM form")
    install.add_argument("--chain", type=Path, help="file with the intermediate certificates")
    install.add_argument("--key", type=Path, help="file with the private key; not for one that was asked for here")


def _show(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "certificates", given.host)


def _install(config: Config, given: argparse.Namespace) -> Any:
    files = {"certificate": given.certificate, "chain": given.chain, "key": given.key}
    values = {name: _text(path) for name, path in files.items() if path}
    return ask(config, "PUT", "certificates", given.host, values=values)


def _text(path: Path) -> str:
    """Raises NotDone."""
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError as error:
        raise NotDone(f"{path}: {error.strerror}") from error


def _table(certificates: list[dict[str, Any]]) -> str:
    return "\n".join(map(_line, certificates))


def _line(certificate: dict[str, Any]) -> str:
    if not certificate["covered"]:
        return f"{certificate['host']:40} no certificate"
    until = f"until {certificate['expires_at'][:10]}"
    return (
        f"{certificate['host']:40} {until} {'automatic ' if certificate['is_automatic'] else ''}{certificate['issuer']}"
    )
