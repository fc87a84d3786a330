"""fumibako up, down."""

import argparse
import contextlib
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from fumibako.cli import box, copies, lifecycle
from fumibako.cli.box import BoxFailed
from fumibako.cli.demo import load_demo
from fumibako.cli.introduction import introduction
from fumibako.cli.lock import alone, tell
from fumibako.cli.ports import refuse_busy_ports
from fumibako.machine.conf import BadConfiguration, Config, load
from fumibako.machine.conf.arguments import add_box, config_of
from fumibako.machine.daemons.supervisor.control import NotRunning, Supervisor
from fumibako.machine.system import files, inotify
from fumibako.machine.system.run import CommandFailed


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    up = subparsers.add_parser("up", help="make the box if it is not there, start it, wait until it is healthy")
    add_box(up)
    up.add_argument("--detach", action="store_true", help="return when healthy, leave it running")
    up.add_argument("--no-demo", action="store_true", help="no demo customer on the first run")
    up.add_argument("--small-demo", action="store_true", help="of the demo only the one customer that has logins")
    up.set_defaults(run=_up)
    down = subparsers.add_parser("down", help="stop everything")
    add_box(down)
    down.set_defaults(run=_down)


def settings_of(given: argparse.Namespace, state: Path) -> str:
    """The configuration file as it is to be kept. Raises BadConfiguration."""
    source: Path = given.config or state / "fumibako.toml"
    text = source.read_text(encoding="utf-8") if source.exists() else ""
    return text if given.port_base is None else with_port_base(source, text, given.port_base)


def settled(given: argparse.Namespace, state: Path, text: str) -> Config:
    """Keep the settings in the state directory, where every process of the box finds them."""
    kept = state / "fumibako.toml"
    state.mkdir(parents=True, exist_ok=True)
    if given.port_base is not None or (given.config and given.config.resolve() != kept):
        files.write(kept, text.encode())
    return config_of(("--state", str(state)))


def with_port_base(path: Path, text: str, base: int) -> str:
    """The file with that port_base, and nothing else changed. TOML has more spellings than are known here: raises
    BadConfiguration where it is one of the others."""
    lines = [line for line in text.splitlines() if not re.match(r"\s*port_base\s*=", line)]
    heading = next((n for n, line in enumerate(lines) if re.match(r"\s*\[\s*box\s*\]\s*(#.*)?$", line)), None)
    if heading is None:
        heading = len(lines)
        lines.append("[box]")
    lines.insert(heading + 1, f"port_base = {base}")
    changed = "".join(f"{line}\n" for line in lines)
    wanted = tomllib.loads(text)
    wanted.setdefault("box", {})["port_base"] = base
    try:
        is_wanted = tomllib.loads(changed) == wanted
    except tomllib.TOMLDecodeError:
        is_wanted = False
    if not is_wanted:
        raise BadConfiguration(f"{path}: --port-base cannot be kept in this file; set port_base in it yourself")
    return changed


def _up(given: argparse.Namespace) -> int:
    wanted = load(state=given.state, file=given.config, port_base=given.port_base)
    try:
        with alone(wanted.state):
            supervisord = _started(given, wanted)
    except (BoxFailed, CommandFailed) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. The next `up` goes on with what is missing.\n")
        return 130
    if supervisord is None or given.detach:
        return 0
    sys.stdout.write("Ctrl-C stops it.\n")
    sys.stdout.flush()
    while True:
        try:
            return supervisord.wait()
        except subprocess.TimeoutExpired:
            continue


def _started(given: argparse.Namespace, wanted: Config) -> "subprocess.Popen[bytes] | None":
    """The supervisord of a box that is healthy now; None where it ran already, with whatever settings it has. Raises
    BoxFailed, also of a running box with a service that is down, and CommandFailed."""
    if Supervisor(wanted).is_shutting_down():
        tell("This box is going down; waiting for that.")
        lifecycle.wait_until_gone(wanted)
    if Supervisor(wanted).is_running():
        tell(f"This box is already running ({wanted.state}).")
        running = load(state=wanted.state)
        _introduce(running, with_passwords=False)
        lifecycle.wait_until_healthy(running, None, lambda _: None)
        return None
    if left := lifecycle.clear(wanted):
        tell(f"Ended what was left of this box when its supervisord died: {', '.join(left)}")
    copies.refuse_half_restored(wanted.state)
    settings = settings_of(given, wanted.state)
    refuse_busy_ports(wanted)
    config = settled(given, wanted.state, settings)
    if given.no_demo:
        (config.state / "no-demo").touch()
    for repaired in box.check_by_hand(config):
        tell(repaired)
    if not inotify.raise_limit():
        tell(
            f"fs.inotify.max_user_instances is {inotify.max_instances()} here and cannot be changed: more open IMAP "
            f"sessions are told of new mail up to 30 s late. Set it to {inotify.WANTED_INSTANCES} on the host."
        )
    box.make(config)
    is_first = load_demo(config, is_small=given.small_demo)
    supervisord = lifecycle.start(config)
    lifecycle.forward_signals(supervisord)
    tell("Waiting until every service answers:")
    try:
        lifecycle.wait_until_healthy(config, supervisord, tell)
    except BoxFailed:
        if supervisord.poll() is None:
            supervisord.terminate()
            supervisord.wait()
        raise
    _introduce(config, with_passwords=is_first)
    return supervisord


def _introduce(config: Config, *, with_passwords: bool) -> None:
    tell("")
    for line in introduction(config, with_passwords=with_passwords):
        tell(line)


def _down(given: argparse.Namespace) -> int:
    config = _config(given)
    try:
        # Nobody's `up` meets a box that is half gone.
        with alone(config.state) if config.state.exists() else contextlib.nullcontext():
            left = lifecycle.stop(config)
        if left:
            tell(f"The supervisord of this box had died. Ended what it had left: {', '.join(left)}")
    except NotRunning:
        tell("This box does not run.")
    except BoxFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _config(given: argparse.Namespace) -> Config:
    return load(state=given.state, file=given.config, port_base=given.port_base)
