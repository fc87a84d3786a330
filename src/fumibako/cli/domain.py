"""fumibako domain add|alias|catch-all|limits|list|records|remove."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command
from fumibako.machine.conf import Config

LIMITS = ("per_hour", "per_day")


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("domain", help="customers' domains").add_subparsers(required=True, metavar="ACTION")
    add = command(group, "add", "a further domain with mail accounts of its own", _add, _added)
    add.add_argument("customer", help="customer number or one of its domains")
    add.add_argument("domain")
    alias = command(group, "alias", "a domain at which another's accounts receive mail, too", _alias, _added)
    alias.add_argument("main", help="the domain that has the accounts")
    alias.add_argument("domain")
    catch_all = command(group, "catch-all", "show or choose who receives mail to names nobody has", _catch_all, _caught)
    catch_all.add_argument("domain")
    catch_all.add_argument("--to", metavar="ADDRESS", help="an account of the domain")
    catch_all.add_argument("--off", action="store_true", help="refuse such mail")
    limits = command(group, "limits", "show or set to how many recipients each account may send", _limits, limits_shown)
    limits.add_argument("domain")
    limits.add_argument("--per-hour", type=int)
    limits.add_argument("--per-day", type=int)
    command(group, "list", "every domain", _list, _table)
    records = command(group, "records", "the DNS records that a domain needs, and what is there", _records, _found)
    records.add_argument("domain")
    records.add_argument("--publish", action="store_true", help="put what is missing into the domain's zone here")
    remove = command(group, "remove", "remove a domain without accounts", _remove, lambda d: f"{d['domain']}: done")
    remove.add_argument("domain")


def _add(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "domains", values={"customer": given.customer, "domain": given.domain})


def _alias(config: Config, given: argparse.Namespace) -> Any:
    values = {"customer": given.main, "domain": given.domain, "alias_of": given.main}
    return ask(config, "POST", "domains", values=values)


def _added(domain: dict[str, Any]) -> str:
    return f"{domain['customer']} {domain['domain']}"


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "domains")


def _table(domains: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{d['customer']} {d['domain']:40} {'alias of ' + d['alias_of'] if d['alias_of'] else ''}".rstrip()
        for d in domains
    )


def _catch_all(config: Config, given: argparse.Namespace) -> Any:
    path = ("domains", given.domain, "catch-all")
    if not given.to and not given.off:
        return ask(config, "GET", *path)
    return ask(config, "PUT", *path, values={"address": "" if given.off else given.to})


def _caught(answer: dict[str, Any]) -> str:
    return f"{answer['domain']}: {answer['address'] or 'refused'}"


def _limits(config: Config, given: argparse.Namespace) -> Any:
    return changed_limits(config, given, "domains", given.domain, "limits")


def changed_limits(config: Config, given: argparse.Namespace, *path: str) -> Any:
    """The one that was not given stays as it is."""
    now = ask(config, "GET", *path)
    if given.per_hour is None and given.per_day is None:
        return now
    values = {name: now[name] if getattr(given, name) is None else getattr(given, name) for name in LIMITS}
    return ask(config, "PUT", *path, values=values)


def limits_shown(answer: dict[str, Any]) -> str:
    paused = f", paused since {answer['paused_since']}" if answer.get("paused_since") else ""
    name = answer.get("address") or answer["domain"]
    return f"{name}: {answer['per_hour']} recipients an hour, {answer['per_day']} a day{paused}"


def _records(config: Config, given: argparse.Namespace) -> Any:
    """Always as the DNS is now; a domain without a DKIM key gets one."""
    found = ask(config, "POST", "domains", given.domain, "records")
    return ask(config, "POST", "domains", given.domain, "records", "publish") if given.publish else found


def _found(records: list[dict[str, Any]]) -> str:
    return "\n".join(f"{r['standing']:10} {r['type']:5} {r['name']} {r['value']}" for r in records)


def _remove(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "DELETE", "domains", given.domain)
