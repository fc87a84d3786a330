"""fumibako up, down, status, logs."""

import argparse
import contextlib
import fcntl
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from fumibako.cli import box
from fumibako.machine.conf import BadConfiguration, Config, load
from fumibako.machine.conf.arguments import add_box, config_of
from fumibako.machine.daemons.supervisor.control import NotRunning, Supervisor
from fumibako.machine.system import files
from fumibako.machine.system.run import CommandFailed


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    up = subparsers.add_parser("up", help="make the box if it is not there, start it, wait until it is healthy")
    add_box(up)
    up.add_argument("--detach", action="store_true", help="return when healthy, leave it running")
    up.add_argument("--no-demo", action="store_true", help="no demo customer on the first run")
    up.set_defaults(run=_up)
    for name, act, words in (
        ("down", _down, "stop everything"),
        ("status", _status, "every service, by using it"),
        ("logs", _logs, "what a service (or every service) wrote last"),
    ):
        parser = subparsers.add_parser(name, help=words)
        add_box(parser)
        parser.set_defaults(run=act)
        if name == "status":
            parser.add_argument("--json", action="store_true")
        if name == "logs":
            parser.add_argument("service", nargs="?")


def _settings_of(given: argparse.Namespace, state: Path) -> str:
    """The configuration file as it is to be kept. Raises BadConfiguration."""
    source: Path = given.config or state / "fumibako.toml"
    text = source.read_text(encoding="utf-8") if source.exists() else ""
    return text if given.port_base is None else with_port_base(source, text, given.port_base)


def _settled(given: argparse.Namespace, state: Path, text: str) -> Config:
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
        with _alone(wanted.state):
            supervisord = _started(given, wanted)
    except (box.BoxFailed, CommandFailed) as error:
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


@contextlib.contextmanager
def _alone(state: Path) -> Iterator[None]:
    """One `up` or `down` at a time on a box: the second waits until the first one's is healthy, or gone."""
    try:
        state.mkdir(parents=True, exist_ok=True)
    except PermissionError:
        raise
    except OSError as error:
        raise BadConfiguration(f"{state}: {error.strerror}") from error
    with (state / "up.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _tell("Another `up` or `down` is at work on this box; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _started(given: argparse.Namespace, wanted: Config) -> "subprocess.Popen[bytes] | None":
    """The supervisord of a box that is healthy now; None where it ran already, with whatever settings it has. Raises
    BoxFailed, also of a running box with a service that is down, and CommandFailed."""
    if Supervisor(wanted).is_shutting_down():
        _tell("This box is going down; waiting for that.")
        box.wait_until_gone(wanted)
    if Supervisor(wanted).is_running():
        _tell(f"This box is already running ({wanted.state}).")
        running = load(state=wanted.state)
        _introduce(running)
        box.wait_until_healthy(running, None, lambda _: None)
        return None
    if left := box.clear(wanted):
        _tell(f"Ended what was left of this box when its supervisord died: {', '.join(left)}")
    settings = _settings_of(given, wanted.state)
    box.refuse_busy_ports(wanted)
    config = _settled(given, wanted.state, settings)
    if given.no_demo:
        (config.state / "no-demo").touch()
    box.make(config)
    box.load_demo(config)
    supervisord = box.start(config)
    box.forward_signals(supervisord)
    _tell("Waiting until every service answers:")
    try:
        box.wait_until_healthy(config, supervisord, _tell)
    except box.BoxFailed:
        if supervisord.poll() is None:
            supervisord.terminate()
            supervisord.wait()
        raise
    _introduce(config)
    return supervisord


def _tell(line: str) -> None:
    with contextlib.suppress(BrokenPipeError):  # nobody reads any more; the box comes up all the same
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


def _introduce(config: Config) -> None:
    site = box.site_from_here(config)
    _tell(f"\nMember site   {site}/\nConsole       {site}/console/")
    known = box.demo(config)
    if known:
        administrator, operator = known["administrator"], known["operator"]
        _tell(f"Administrator {administrator['address']}   {administrator['password']}")
        for user in known["users"]:
            _tell(f"User          {user['address']}   {user['password']}")
        _tell(f"Operator      {operator['login']}   {operator['password']}")
    ends = box.endpoints(config)
    _tell("Mail          " + ", ".join(f"{name} {end['host']}:{end['port']}" for name, end in ends.items()))


def _down(given: argparse.Namespace) -> int:
    config = _config(given)
    try:
        # Nobody's `up` meets a box that is half gone.
        with _alone(config.state) if config.state.exists() else contextlib.nullcontext():
            left = box.stop(config)
        if left:
            _tell(f"The supervisord of this box had died. Ended what it had left: {', '.join(left)}")
    except NotRunning:
        _tell("This box does not run.")
    except box.BoxFailed as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _status(given: argparse.Namespace) -> int:
    config = _config(given)
    lines = list(box.status(config))
    if given.json:
        known = {
            "services": [asdict(line) for line in lines],
            "endpoints": box.endpoints(config),
            "demo": box.demo(config),
        }
        sys.stdout.write(json.dumps(known, ensure_ascii=False, indent=1) + "\n")
    else:
        for line in lines:
            sys.stdout.write(f"{line.name:10} {line.state:9} {line.health:8} {line.detail}".rstrip() + "\n")
    return 0 if all(line.health != "down" for line in lines) else 1


def _logs(given: argparse.Namespace) -> int:
    config = _config(given)
    if given.service and box.service_named(given.service) is None:
        sys.stderr.write(f"{given.service}: no such service\n")
        return 2
    if not config.log.is_dir():
        sys.stderr.write(f"There is no box in {config.state} yet.\n")
        return 2
    names = [given.service] if given.service else [line.name for line in box.status(config)]
    for name in names:
        path = config.log / f"{name}.log"
        if path.exists():
            for text in path.read_text(errors="replace").splitlines()[-200 if given.service else -20 :]:
                sys.stdout.write(f"{name}: {text}\n" if not given.service else f"{text}\n")
    return 0


def _config(given: argparse.Namespace) -> Config:
    return load(state=given.state, file=given.config, port_base=given.port_base)
