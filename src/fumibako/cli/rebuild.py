"""fumibako rebuild: every customer's configuration anew from the database; what does not differ stays untouched."""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from fumibako.cli.looking import is_running
from fumibako.machine.conf import Config, load
from fumibako.machine.conf.arguments import add_box
from fumibako.machine.daemons import own

# In the order in which they are told; "differs" is that of --check.
WORDS = {
    "live": "written anew",
    "differs": "differs",
    "pending": "not written yet; it is tried again by itself",
    "refused": "refused",
}


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = subparsers.add_parser("rebuild", help="write what differs from the database anew, and say what that was")
    add_box(parser)
    parser.add_argument("--check", action="store_true", help="only say what differs")
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.set_defaults(run=_rebuild)


def _rebuild(given: argparse.Namespace) -> int:
    """0: all is live as it is wanted (with --check: nothing differs). 1: not all."""
    config = load(state=given.state, file=given.config, port_base=given.port_base)
    if not is_running(config):
        sys.stderr.write("This box does not run. `fumibako up` starts it.\n")
        return 2
    compared, changed = 0, []
    for told in _told(config, is_check=given.check):
        if "compared" in told:
            compared = int(told["compared"])
            continue
        changed.append(told)
        if not given.json:
            sys.stdout.write(_line(told))
    if not compared:
        sys.stderr.write("It was not finished. See `fumibako logs agent`.\n")
        return 1
    if given.json:
        sys.stdout.write(f"{json.dumps({'compared': compared, 'changed': changed}, ensure_ascii=False)}\n")
    else:
        sys.stdout.write(f"{compared} compared, {len(changed)} different.\n")
    return 0 if all(told["outcome"] == "live" for told in changed) else 1


def _told(config: Config, *, is_check: bool) -> Iterator[dict[str, Any]]:
    """As the worker's user, and with no other right."""
    uids = config.uids
    command = (sys.executable, "-m", "fumibako.processes.worker.rebuilding", *(("--check",) if is_check else ()))
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", **own.environment(config)},
        user=uids.worker,
        group=uids.worker,
        extra_groups=(uids.control,),
        umask=0o007,
        cwd="/",
        text=True,
    ) as process:
        assert process.stdout is not None  # noqa: S101 a narrowing for the type checker
        yield from map(json.loads, process.stdout)


def _line(told: dict[str, Any]) -> str:
    why = f": {told['message']}" if told["message"] else ""
    return f"{told['aspect']} {told['key']}: {WORDS[told['outcome']]}{why}\n"
