"""The suite stays quick: what CONTRIBUTING.md says of it."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.groups import GROUPS, group_of

ROOT = Path(__file__).parents[2]
JOURNEYS = sorted((ROOT / "tests" / "journeys").glob("test_*.py"))
MAX_JOURNEYS = 3
# What every mail, login and command passes through, and F, a section of the mission; they have more journeys.
FOUNDATION = {"A2", "A4", "B1", "B7", "B13", "C3", "C11", "E1", "F"}
IS_LONG = re.compile(r"mark\.long\b|\bcases\(|\*, long: bool")


def test_a_feature_has_no_more_than_three_journeys() -> None:
    counted = Counter(feature for path in JOURNEYS for feature in _journeys(ast.parse(path.read_text())))
    assert {name: n for name, n in counted.items() if n > MAX_JOURNEYS and name not in FOUNDATION} == {}


def _journeys(module: ast.Module) -> Iterator[str]:
    """The features of each test of a module: its own marks', or the module's."""
    common = [name for line in module.body if isinstance(line, ast.Assign) for name in _features(line)]
    for test in module.body:
        if isinstance(test, ast.FunctionDef) and test.name.startswith("test_"):
            yield from {name for mark in test.decorator_list for name in _features(mark)} or common


def _features(part: ast.AST) -> Iterator[str]:
    """Those of a mark that stands somewhere in there."""
    for call in ast.walk(part):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "feature":
            yield from (name.value for name in call.args if isinstance(name, ast.Constant))


def test_what_only_the_long_run_repeats_is_named() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text()
    tests = [path for top in ("src", "tests") for path in (ROOT / top).rglob("test_*.py") if path != Path(__file__)]
    long = {str(path.relative_to(ROOT)) for path in tests if IS_LONG.search(path.read_text())}
    assert {path for path in long if f"`{path}`" not in told} == set()


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_has_tests(group: str) -> None:
    assert (ROOT / group).exists()
    assert group_of(f"{group}::test_x") == group
