"""fumibako status: every service by using it, the addresses of the box, the logins of its demo."""

import argparse
import json
import sys
from dataclasses import asdict

from fumibako.cli.demo import demo, filling
from fumibako.cli.introduction import introduction
from fumibako.cli.looking import status
from fumibako.cli.ports import endpoints
from fumibako.machine.conf import load
from fumibako.machine.conf.arguments import add_box


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("status", help="every service, by using it; addresses and demo logins")
    add_box(parser)
    parser.add_argument("--json", action="store_true", help="all of it as JSON, passwords of the demo included")
    parser.add_argument("--passwords", action="store_true", help="show the passwords of the demo's logins")
    parser.set_defaults(run=_status)


def _status(given: argparse.Namespace) -> int:
    config = load(state=given.state, file=given.config, port_base=given.port_base)
    lines = list(status(config))
    if given.json:
        logins = demo(config)
        known = {
            "services": [asdict(line) for line in lines],
            "endpoints": endpoints(config),
            "demo": logins and {**logins, "filling": filling(config)},
        }
        sys.stdout.write(json.dumps(known, ensure_ascii=False, indent=1) + "\n")
    else:
        for line in lines:
            sys.stdout.write(f"{line.name:12} {line.state:9} {line.health:8} {line.detail}".rstrip() + "\n")
        sys.stdout.write("\n")
        for text in introduction(config, with_passwords=given.passwords):
            sys.stdout.write(f"{text}\n")
    return 0 if all(line.health != "down" for line in lines) else 1
