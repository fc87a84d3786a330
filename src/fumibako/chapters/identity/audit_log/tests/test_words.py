"""Every action that the code records has words, and every words are of an action that it records (B13)."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

import fumibako
from fumibako.chapters.identity.audit_log.words import GROUPS, words_of

pytestmark = pytest.mark.feature("B13")
SOURCE = Path(fumibako.__file__).parent
SERVICES = "fumibako.groundwork.audit.services"
CODE = re.compile(r"[a-z_]+(\.[a-z_]+)+")
JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
WORDED = [action for group in GROUPS.values() for action in group.actions]


def recorders() -> Iterator[tuple[Path, ast.Module, set[str]]]:
    """The modules that write the audit log, each with what it calls `record`."""
    for path in SOURCE.rglob("*.py"):
        if "tests" in path.parts:
            continue
        module = ast.parse(path.read_text())
        imports = [node for node in ast.walk(module) if isinstance(node, ast.ImportFrom) and node.module == SERVICES]
        if imports:
            yield path, module, {name.asname or name.name for line in imports for name in line.names}


def calls(module: ast.Module, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def recorded() -> set[str]:
    """What stands in those calls, and whatever else looks like a code: helpers hand it on as `action`. Names of loggers
    and jobs look like it, too."""
    found = set()
    for _, module, names in recorders():
        found |= {call.args[1].value for call in calls(module, names) if isinstance(call.args[1], ast.Constant)}
        names_else = {id(part) for node in ast.walk(module) if _names_something_else(node) for part in ast.walk(node)}
        texts = [node for node in ast.walk(module) if isinstance(node, ast.Constant) and id(node) not in names_else]
        found |= {text.value for text in texts if isinstance(text.value, str) and CODE.fullmatch(text.value)}
    return {str(code) for code in found}


def _names_something_else(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Attribute | ast.Name) and getattr(called, "attr", getattr(called, "id", "")) in (
        "getLogger",
        "job",
    )


def test_an_action_is_written_out_where_it_is_recorded_or_handed_on() -> None:
    """Made up of parts, the test below would not find it."""
    for path, module, names in recorders():
        for call in calls(module, names):
            code = call.args[1]
            is_plain = isinstance(code, ast.Constant) or (isinstance(code, ast.Name) and code.id == "action")
            assert is_plain, f"{path}:{call.lineno}"


def test_every_recorded_action_has_words_and_no_other() -> None:
    assert {"login", "account.add", "dns.add", "disk.unlock", "old_mail.rule.set"} <= recorded()
    assert recorded() == set(WORDED)
    assert len(WORDED) == len(set(WORDED))


@pytest.mark.parametrize("action", WORDED)
def test_the_words_are_there_in_both_languages(action: str) -> None:
    with translation.override("ja"):
        assert JAPANESE.search(str(words_of(action)))
    with translation.override("en"):
        assert str(words_of(action))[0].isupper() and not JAPANESE.search(str(words_of(action)))


def test_a_login_is_an_action_and_no_moment() -> None:
    """Other pages head a column with the same English."""
    with translation.override("ja"):
        assert str(words_of("login")) == "ログイン"


def test_an_action_of_an_older_version_is_shown_as_it_was_recorded() -> None:
    assert words_of("account.paint") == "account.paint"
