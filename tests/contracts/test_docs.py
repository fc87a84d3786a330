"""Documentation that cannot drift: what it names is there, and what is there it names."""

import re
from pathlib import Path

import pytest

from fumibako.api.urls import RESOURCES
from fumibako.machine.conf import load
from fumibako.machine.conf.describe import describe
from fumibako.machine.daemons.checks import CHECKS
from fumibako.machine.daemons.postfix import render as postfix
from fumibako.machine.daemons.services import SERVICES
from tests.contracts import cases

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "fumibako"
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "changes").glob("*.md")])
TESTS = sorted(path for place in ("src", "tests") for path in (ROOT / place).rglob("test_*.py"))

# The mission's chapters and how many features each has.
FEATURES = {"A": 7, "B": 17, "C": 12, "D": 16, "E": 8}
MISSION = {f"{chapter}{n}" for chapter, most in FEATURES.items() for n in range(1, most + 1)} | {"F"}

_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)+/?")
_REPOSITORY = ("src", "tests", "bench", "docs", "devbox", "requirements", "changes", ".ci")
_PACKAGES = tuple(path.name for path in SOURCE.iterdir() if path.is_dir())
_SAID = re.compile(r'(?:Health\(\s*Condition\.(?:WARNING|DOWN),\s*|Health\(condition, |\bwords = )f?"([^"]+)"')


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_link_leads_to_a_file(page: Path) -> None:
    ways = (way.partition("#")[0] for way in _LINK.findall(page.read_text()) if "://" not in way)
    assert [way for way in ways if way and not (page.parent / way).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_every_path_that_is_named_exists(page: Path) -> None:
    """Paths from the root of the repository, or from src/fumibako as features and architecture write them."""
    named = {code for code in _CODE.findall(page.read_text()) if _PATH.fullmatch(code)}
    missing = {path for path in named if path.split("/")[0] in _REPOSITORY and not (ROOT / path).exists()}
    missing |= {path for path in named if path.split("/")[0] in _PACKAGES and not (SOURCE / path).exists()}
    assert missing == set()


def test_every_setting_is_described() -> None:
    assert (DOCS / "configuration.md").read_text() == describe(), "python -m fumibako.machine.conf.describe"


def test_no_two_decisions_have_one_number() -> None:
    numbers = [path.name[:4] for path in (DOCS / "decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))


def test_every_line_of_postfix_is_explained() -> None:
    page = (DOCS / "adding-a-daemon.md").read_text()
    lines = postfix.render(load(state=Path("/tmp/fb-none")))["main.cf"].content.decode().splitlines()
    names = [line.split(" = ")[0] for line in lines]
    assert [name for name in names if not re.search(rf"\b{name}\b", page)] == []


def test_every_address_of_the_api_is_described() -> None:
    described = set(re.findall(r"^\| `/api/v1/([^`]+)` \|", (DOCS / "api.md").read_text(), re.MULTILINE))
    assert described == {str(entry.pattern) for entry in RESOURCES}


def test_every_feature_of_the_mission_has_one_line() -> None:
    listed = re.findall(r"^\| ([A-F]\d*) \|", (DOCS / "features.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(MISSION)


@pytest.mark.parametrize("path", TESTS, ids=shown)
def test_every_mark_is_a_feature_that_is_built(path: Path) -> None:
    marked = {name for names in re.findall(r"mark\.feature\(([^)]*)\)", path.read_text()) for name in names.split(",")}
    page = (DOCS / "features.md").read_text()
    unbuilt = set(re.findall(r"^\| ([A-F]\d*) \|.*\| Not built yet[^|]*\|$", page, re.MULTILINE))
    assert {name.strip().strip('"') for name in marked} <= MISSION - unbuilt


def test_every_service_and_every_word_of_its_health_is_explained() -> None:
    page = (DOCS / "operating" / "health.md").read_text()
    assert [service.name for service in (*SERVICES, *CHECKS) if f"\n### {service.name}\n" not in page] == []
    product = [path for path in (SOURCE / "machine" / "daemons").rglob("*.py") if "tests" not in path.parts]
    product += [SOURCE / "cli" / "looking.py", SOURCE / "processes" / "watchdog" / "__main__.py"]
    said = {words for path in product for words in _SAID.findall(path.read_text())}
    assert len(said) > 5
    assert {words for words in said if re.sub(r"\{[^}]*\}", "…", words) not in page} == set()


def test_the_catalogue_of_security_cases_names_the_tests_there_are() -> None:
    page = cases.PAGE.read_text()
    assert set(cases.tested()) - cases.catalogued(page) == set()
    old, new = page.splitlines(), cases.refreshed(page).splitlines()
    assert [line for line in new if line not in old] == [], "python -m tests.contracts.cases writes these lines"
