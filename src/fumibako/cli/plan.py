"""fumibako plan list|set."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command
from fumibako.machine.conf import Config

_DISKS = ("mail_disk", "mailbox_quota", "web_disk", "builder_disk")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("plan", help="what customers can have").add_subparsers(
        required=True, metavar="ACTION"
    )
    command(group, "list", "every plan with its limits", _list, _table)
    change = command(group, "set", "other limits, for contracts made from now on", _set, lambda plan: _table([plan]))
    change.add_argument("code")
    change.add_argument("--accounts-max", type=int)
    for disk in _DISKS:
        change.add_argument(f"--{disk.replace('_', '-')}-gigabytes", type=int)


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "plans")


def _table(plans: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{p['code']:12} {p['accounts_max']:>6} accounts  mail {p['mail_disk_bytes'] >> 30:>5} GB  "
        f"web {p['web_disk_bytes'] >> 30:>5} GB  {'site builder' if p['has_site_builder'] else ''}".rstrip()
        for p in plans
    )


def _set(config: Config, given: argparse.Namespace) -> Any:
    values = {} if given.accounts_max is None else {"accounts_max": given.accounts_max}
    for disk in _DISKS:
        gigabytes = getattr(given, f"{disk}_gigabytes")
        if gigabytes is not None:
            values[f"{disk}_bytes"] = gigabytes << 30
    return ask(config, "PATCH", "plans", given.code, values=values)
