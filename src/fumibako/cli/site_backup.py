"""fumibako site-backup list|make|restore|delete: backups of a customer's website (D4)."""

import argparse
import time
from typing import Any

from fumibako.cli.asking import NotDone, ask, command, confirm
from fumibako.machine.conf import Config

LOOK_SECONDS = 0.2


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("site-backup", help="backups of websites").add_subparsers(
        required=True, metavar="ACTION"
    )
    listed = command(group, "list", "the backups of a domain's website", _list, _table)
    make = command(group, "make", "make one", _make, lambda a: f"{a['backup']} {a['file']}")
    restore = command(group, "restore", "put back what is in one", _restore, lambda a: f"{a['what']} restored")
    delete = command(group, "delete", "delete one", _delete, lambda a: f"{a['backup']} deleted")
    for parser in (listed, make, restore, delete):
        parser.add_argument("domain")
    for parser in (restore, delete):
        parser.add_argument("backup", help="its number, as list shows it")
        parser.add_argument("--yes", action="store_true", help="do not ask")
    restore.add_argument("--what", default="all", help="all, folder:PATH or database:NAME; without this all")


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "backups", given.domain)


def _make(config: Config, given: argparse.Namespace) -> Any:
    _ended(config, given.domain, ask(config, "POST", "backups", given.domain))
    return ask(config, "GET", "backups", given.domain)[0]


def _restore(config: Config, given: argparse.Namespace) -> Any:
    confirm(f"{given.domain}: {given.what} will be overwritten.", is_confirmed=given.yes)
    values = {"what": given.what}
    job = ask(config, "POST", "backups", given.domain, given.backup, "restore", values=values)
    return {**_ended(config, given.domain, job), "what": given.what}


def _delete(config: Config, given: argparse.Namespace) -> Any:
    confirm(f"Backup {given.backup} of {given.domain} will be deleted.", is_confirmed=given.yes)
    return ask(config, "DELETE", "backups", given.domain, given.backup)


def _ended(config: Config, domain: str, job: dict[str, Any]) -> dict[str, Any]:
    """Raises NotDone."""
    while job["state"] in ("queued", "running"):
        time.sleep(LOOK_SECONDS)
        job = ask(config, "GET", "backups", domain, "jobs", job["job"])
    if job["state"] != "done":
        raise NotDone(job["message"] or f"The job was {job['state']}.")
    return job


def _table(backups: list[dict[str, Any]]) -> str:
    return "\n".join(f"{each['backup']:>8} {each['made_at']} {each['bytes']:>14}" for each in backups)
