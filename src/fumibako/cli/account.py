"""fumibako account add|list|show|change|set-password|suspend|resume|unlock|delete|forwarding|limits|import|
export|usage."""

import argparse
import base64
import time
from pathlib import Path
from typing import Any

from fumibako.cli.asking import NotDone, ask, command, confirm, password_from_stdin
from fumibako.cli.domain import changed_limits, limits_shown
from fumibako.machine.conf import Config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("account", help="mail accounts").add_subparsers(required=True, metavar="ACTION")
    add = command(group, "add", "make an account", _add, _with_password)
    add.add_argument("address")
    add.add_argument("--display-name", default="")
    add.add_argument("--quota-megabytes", type=int)
    add.add_argument("--password-stdin", action="store_true", help="read the password from the input, not generate it")
    listed = command(group, "list", "every account", _list, _table)
    listed.add_argument("--domain")
    command(group, "show", "one account", _show, _facts).add_argument("address")
    change = command(group, "change", "another display name or size", _change, _facts)
    change.add_argument("address")
    change.add_argument("--display-name")
    change.add_argument("--quota-megabytes", type=int)
    password = command(group, "set-password", "give an account another password", _set_password, _with_password)
    password.add_argument("address")
    password.add_argument("--password-stdin", action="store_true")
    for name, words, act in (
        ("suspend", "no login, no mail; what is there stays", _suspend),
        ("resume", "end a suspension", _resume),
        ("unlock", "forget wrong passwords, so that who has the right one gets in", _unlock),
    ):
        command(group, name, words, act, lambda a: f"{a['address']}: done").add_argument("address")
    delete = command(
        group, "delete", "remove an account and its mail for good", _delete, lambda a: f"{a['address']}: done"
    )
    delete.add_argument("address")
    delete.add_argument("--yes", action="store_true", help="do not ask; needed where there is no terminal")
    forwarding = command(
        group, "forwarding", "show or replace where an account's mail is forwarded", _forward, _targets
    )
    forwarding.add_argument("address")
    forwarding.add_argument("--to", nargs="+", metavar="TARGET", help="forward to these from now on")
    forwarding.add_argument("--no-copy", action="store_true", help="with --to: keep no copy in the mailbox")
    forwarding.add_argument("--off", action="store_true", help="forward no more")
    limits = command(group, "limits", "show, set or release an account's sending limits", _limits, limits_shown)
    limits.add_argument("address")
    limits.add_argument("--per-hour", type=int)
    limits.add_argument("--per-day", type=int)
    limits.add_argument("--as-domain", action="store_true", help="let the domain's limits hold again")
    limits.add_argument("--release", action="store_true", help="let an account send again whose sending was paused")
    imported = command(group, "import", "add, change and delete accounts by a CSV file", _import, _lines, _has_refused)
    imported.add_argument("file", type=Path, metavar="FILE")
    imported.add_argument("--domain", help="the domain of addresses that are written without one")
    imported.add_argument("--dry-run", action="store_true", help="say what would become of each line; change nothing")
    imported.add_argument("--change-existing", action="store_true", help="lines to add what is there change it")
    imported.add_argument(
        "--yes", action="store_true", help="delete the accounts that the file deletes, with their mail"
    )
    used = command(group, "usage", "how much each account of a domain holds", _usage, _used)
    used.add_argument("domain")
    exported = command(group, "export", "a domain's accounts as CSV", _export, lambda a: a["content"].rstrip("\n"))
    exported.add_argument("domain")


def _add(config: Config, given: argparse.Namespace) -> Any:
    values: dict[str, Any] = {"address": given.address, "display_name": given.display_name}
    values["password"] = password_from_stdin(given)
    if given.quota_megabytes is not None:
        values["quota_bytes"] = given.quota_megabytes << 20
    return ask(config, "POST", "accounts", values=values)


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "accounts", values={"domain": given.domain} if given.domain else {})


def _table(accounts: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{a['address']:40} {a['quota_bytes'] >> 20:>8} MB "
        f"{'suspended' if a['is_suspended'] else '':9} {a['display_name']}".rstrip()
        for a in accounts
    )


def _usage(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "domains", given.domain, "usage")


def _used(accounts: list[dict[str, Any]]) -> str:
    """“?”: Dovecot cannot say now."""

    def known(number: int | None, shift: int = 0) -> int | str:
        return "?" if number is None else number >> shift

    return "\n".join(
        f"{a['address']:40} {known(a['bytes'], 20):>8} of {a['quota_bytes'] >> 20} MB "
        f"{known(a['messages']):>8} mails {known(a['spam_bytes'], 20):>6} MB spam"
        for a in accounts
    )


def _set_password(config: Config, given: argparse.Namespace) -> Any:
    values = {"password": password_from_stdin(given)}
    return ask(config, "POST", "accounts", given.address, "password", values=values)


def _show(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "accounts", given.address)


def _change(config: Config, given: argparse.Namespace) -> Any:
    values = {"display_name": given.display_name}
    if given.quota_megabytes is not None:
        values["quota_bytes"] = given.quota_megabytes << 20
    return ask(config, "PATCH", "accounts", given.address, values=values)


def _facts(account: dict[str, Any]) -> str:
    facts = {
        "address": account["address"],
        "display name": account["display_name"] or "–",
        "size": f"{account['quota_bytes'] >> 20} MB",
        "state": "suspended" if account["is_suspended"] else "open",
        "administrator": "yes" if account["is_administrator"] else "no",
    }
    return "\n".join(f"{name:14}{value}" for name, value in facts.items())


def _with_password(answer: dict[str, Any]) -> str:
    return f"{answer['address']}   {answer.get('password', '')}".rstrip()


def _suspend(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "accounts", given.address, "suspend")


def _resume(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "accounts", given.address, "resume")


def _unlock(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "accounts", given.address, "unlock")


def _delete(config: Config, given: argparse.Namespace) -> Any:
    account = ask(config, "GET", "accounts", given.address)
    confirm(f"{account['address']} and all its mail will be gone for good.", is_confirmed=given.yes)
    return ask(config, "DELETE", "accounts", given.address)


def _limits(config: Config, given: argparse.Namespace) -> Any:
    path = ("accounts", given.address, "limits")
    if given.as_domain:
        ask(config, "DELETE", *path)
    if given.release:
        ask(config, "POST", *path, "release")
    return changed_limits(config, given, *path)


def _forward(config: Config, given: argparse.Namespace) -> Any:
    now = ask(config, "GET", "accounts", given.address, "forwarding")
    if not given.to and not given.off:
        return now
    values = {
        "targets": given.to or now["targets"],
        "keeps_copy": now["keeps_copy"] if given.off else not given.no_copy,
        "is_on": not given.off,
    }
    return ask(config, "PUT", "accounts", given.address, "forwarding", values=values)


def _targets(forwarding: dict[str, Any]) -> str:
    copy = "with a copy" if forwarding["keeps_copy"] else "without a copy"
    state = f"on, {copy}" if forwarding["is_on"] else "off"
    return "\n".join([f"{forwarding['address']}: {state}", *(f"    {target}" for target in forwarding["targets"])])


def _import(config: Config, given: argparse.Namespace) -> Any:
    values = _file(given)
    found = ask(config, "POST", "accounts", "import", "check", values=values)
    if given.dry_run:
        return found
    if found["deletions"] and not given.yes:
        raise NotDone(f"The file deletes {found['deletions']} accounts with their mail. If that is meant, add --yes.")
    job = ask(config, "POST", "accounts", "import", values={**values, "deletions": found["deletions"]})["job"]
    while True:
        progress = ask(config, "GET", "accounts", "import", job)
        if progress["state"] not in ("queued", "running"):
            return progress
        time.sleep(0.5)


def _file(given: argparse.Namespace) -> dict[str, Any]:
    try:
        content = given.file.read_bytes()
    except OSError as error:
        raise NotDone(f"{given.file}: {error.strerror}") from error
    return {
        "file_name": given.file.name,
        "content": base64.b64encode(content).decode(),
        "existing": "change" if given.change_existing else "refuse",
        **({"domain": given.domain} if given.domain else {}),
    }


def _lines(answer: dict[str, Any]) -> str:
    """One per line of the file; what a dry run says has other names."""
    lines = [
        f"{line['line']:>6}  {line['address']:40} {line.get('outcome', line.get('action')):10} "
        f"{line.get('password', '')}{line.get('message', ' '.join(line.get('messages', ())))}".rstrip()
        for line in answer["lines"]
    ]
    return "\n".join([*lines, *([answer["message"]] if answer.get("message") else [])])


def _has_refused(answer: dict[str, Any]) -> bool:
    is_complete = answer.get("state", "done") == "done"
    return not is_complete or any(line.get("is_refused", line.get("messages")) for line in answer["lines"])


def _export(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "accounts", "export", values={"domain": given.domain})
