"""What the script says without a command names every command and what each of them does (E6)."""

import argparse
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from fumibako.cli.__main__ import MODULES

pytestmark = pytest.mark.feature("E6")
SCRIPT = Path(__file__).parents[4] / "fumibako"


def commands(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    nested = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return nested[0].choices if nested else {}


def test_the_usage_of_the_script_names_every_command_with_its_actions() -> None:
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers()
    for module in MODULES:
        module.register(subparsers)
    usage = SCRIPT.read_text().split("<<'END'", 1)[1].split("\nEND\n", 1)[0]
    told = dict(re.findall(r"^  ([a-z-]+) +(.+(?:\n {15}.+)*)", usage, re.MULTILINE))
    for name, command in commands(parser).items():
        assert name in told, name
        actions = list(commands(command))
        assert not actions or re.split(r",\s+", told[name]) == actions, (name, actions)
