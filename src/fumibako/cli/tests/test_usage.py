"""What the script says without a command names every command and what each of them does (E6)."""

import argparse
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from fumibako.chapters.hosting.dns.api import NewRecord
from fumibako.cli import dns
from fumibako.cli.__main__ import MODULES
from fumibako.machine.conf import load

pytestmark = pytest.mark.feature("E6")
SCRIPT = Path(__file__).parents[4] / "fumibako"


def commands(parser: argparse.ArgumentParser) -> Mapping[str, argparse.ArgumentParser]:
    nested = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    return nested[0].choices if nested else {}


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for each in commands(parser).values():
        yield from parsers(each)


def every_command() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers()
    for module in MODULES:
        module.register(subparsers)
    return parser


def test_no_two_arguments_of_a_command_are_kept_under_one_name() -> None:
    for parser in parsers(every_command()):
        names = [action.dest for action in parser._actions]
        assert len(names) == len(set(names)), (parser.prog, names)


def test_a_dns_record_without_a_ttl_has_the_usual_one(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(dns, "ask", lambda config, *way, values: asked.append(values) or values)
    for ttl in ((), ("--ttl", "300")):
        given = every_command().parse_args(
            ["dns", "add", "sample.example", "blog", "A", "192.0.2.1", "--state", "here", *ttl]
        )
        dns._add(load(state=Path("here")), given)
    assert [NewRecord(**each).ttl for each in asked] == [3600, 300]


def test_the_usage_of_the_script_names_every_command_with_its_actions() -> None:
    usage = SCRIPT.read_text().split("<<'END'", 1)[1].split("\nEND\n", 1)[0]
    told = dict(re.findall(r"^  ([a-z-]+) +(.+(?:\n {15}.+)*)", usage, re.MULTILINE))
    for name, command in commands(every_command()).items():
        assert name in told, name
        actions = list(commands(command))
        assert not actions or re.split(r",\s+", told[name]) == actions, (name, actions)
