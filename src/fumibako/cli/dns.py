"""fumibako dns list|add|change|delete|restore|history|go-back|dnssec|sign|unsign|new-key|ds-entered."""

import argparse
from typing import Any

from fumibako.cli.asking import ask, command
from fumibako.machine.conf import Config


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    group = subparsers.add_parser("dns", help="DNS records of domains").add_subparsers(required=True, metavar="ACTION")
    listed = command(group, "list", "the records of a domain", _list, _table)
    add = command(group, "add", "add a record", _add, _line)
    change = command(group, "change", "change a record", _change, _line)
    delete = command(group, "delete", "delete a record", _delete, _line)
    restore = command(group, "restore", "publish the service's own records again", _restore, lambda a: f"{a['set']}")
    history = command(group, "history", "the versions of a domain's records", _history, _versions)
    back = command(group, "go-back", "publish an older version again", _go_back, lambda a: f"version {a['version']}")
    signing = [
        command(group, "dnssec", "whether a domain is signed, and its DS records", _dnssec, _signed),
        command(group, "sign", "sign a domain (DNSSEC)", _sign, _signed),
        command(group, "unsign", "end that; the DS record has to be gone for two days before", _unsign, _signed),
        command(group, "new-key", "change the key while signing goes on", _new_key, _signed),
        command(group, "ds-entered", "the new key's DS record is registered", _entered, _signed),
    ]
    for parser in (listed, add, change, delete, restore, history, back, *signing):
        parser.add_argument("domain")
    add.add_argument("name", help='"@" is the domain itself')
    add.add_argument("type")
    add.add_argument("value")
    add.add_argument("--ttl", type=int)
    for parser in (change, delete):
        parser.add_argument("record", help="its key, see list")
    change.add_argument("--name")
    change.add_argument("--value")
    change.add_argument("--ttl", type=int)
    restore.add_argument("set", help='type and name, "MX @"')
    back.add_argument("version", type=int)


def _list(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "dns", given.domain)


def _add(config: Config, given: argparse.Namespace) -> Any:
    values = {"name": given.name, "type": given.type, "value": given.value}
    values |= {} if given.ttl is None else {"ttl": given.ttl}
    return ask(config, "POST", "dns", given.domain, values=values)


def _change(config: Config, given: argparse.Namespace) -> Any:
    values = {"name": given.name, "value": given.value, "ttl": given.ttl}
    return ask(config, "PATCH", "dns", given.domain, "records", given.record, values=values)


def _delete(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "DELETE", "dns", given.domain, "records", given.record)


def _restore(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "dns", given.domain, "restore", values={"set": given.set})


def _history(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "dns", given.domain, "history")


def _go_back(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "dns", given.domain, "go-back", values={"version": given.version})


def _dnssec(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "GET", "dns", given.domain, "dnssec")


def _sign(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "PUT", "dns", given.domain, "dnssec", values={"is_signed": True})


def _unsign(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "PUT", "dns", given.domain, "dnssec", values={"is_signed": False})


def _new_key(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "dns", given.domain, "dnssec", "new-key")


def _entered(config: Config, given: argparse.Namespace) -> Any:
    return ask(config, "POST", "dns", given.domain, "dnssec", "entered")


def _signed(answer: dict[str, Any]) -> str:
    if not answer["is_signed"]:
        return "not signed"
    lines = [f"{key['ds']}{'  leaving' if key['is_leaving'] else ''}" for key in answer["keys"]]
    if answer["key_change"]:
        until = f" until {answer['until'][:16]}" if answer["until"] else ""
        lines.append(f"change of the key: {answer['key_change']}{until}")
    return "\n".join(lines or ["signed; the key is being made"])


def _table(records: list[dict[str, Any]]) -> str:
    return "\n".join(map(_line, records))


def _line(record: dict[str, Any]) -> str:
    mark = "service's own" if record["is_standard"] else ""
    words = f"{record['key']} {record['name']:24} {record['ttl']:6} {record['type']:6} {record['value']} {mark}"
    return words.rstrip()


def _versions(versions: list[dict[str, Any]]) -> str:
    lines = []
    for each in versions:
        lines.append(f"{each['version']:4} {each['made_at'][:16]} {each['made_by']}")
        for sign, records in (("+", each["added"]), ("-", each["removed"])):
            lines += [f"     {sign} {r['name']} {r['ttl']} {r['type']} {r['value']}" for r in records]
    return "\n".join(lines)
