"""The arguments that every process and command of a box takes: which box it is."""

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from fumibako.machine.conf.config import Config
from fumibako.machine.conf.loading import load


def add_box(parser: argparse.ArgumentParser) -> None:
    # ./fumibako names its checkout's var/ in the environment; processes of a box are always told by argument.
    home = os.environ.get("FUMIBAKO_STATE")
    parser.add_argument(
        "--state", type=Path, default=home and Path(home), required=not home, help="state directory of the box"
    )
    parser.add_argument("--config", type=Path, help="fumibako.toml (default: in the state directory)")
    parser.add_argument("--port-base", type=int, help="added to every standard port")


def config_of(arguments: Sequence[str]) -> Config:
    """Return the box that a process of it was started for. Raises BadConfiguration."""
    parser = argparse.ArgumentParser()
    add_box(parser)
    given = parser.parse_args(arguments)
    return load(state=given.state, file=given.config, port_base=given.port_base)


def box_arguments(config: Config) -> tuple[str, ...]:
    """The arguments by which config_of finds this box again: the settings lie in its state directory."""
    return ("--state", str(config.state))
