"""The catalogue of security cases in docs/security.md: which tests carry a case's number in their name.

python -m tests.contracts.cases writes the last column of the table anew; test_docs fails when it is out of date.
"""

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "security.md"
_TEST = re.compile(r"^\s*(?:async )?def test_case_(\d{3})_", re.MULTILINE)
_ROW = re.compile(r"^(\| (\d{1,3}) \| .* \|) [^|]* \|$", re.MULTILINE)


def tested() -> dict[int, set[str]]:
    """The files that test each case."""
    files: dict[int, set[str]] = defaultdict(set)
    for place in ("src", "tests"):
        for path in (ROOT / place).rglob("test_*.py"):
            for number in _TEST.findall(path.read_text()):
                files[int(number)].add(str(path.relative_to(ROOT)))
    return files


def catalogued(page: str) -> set[int]:
    return {int(row[2]) for row in _ROW.finditer(page)}


def refreshed(page: str) -> str:
    """The page with the column of tests as the tree has them."""
    files = tested()

    def row(found: re.Match[str]) -> str:
        paths = sorted(files.get(int(found[2]), ()))
        return f"{found[1]} {', '.join(f'`{path}`' for path in paths) or '–'} |"

    return _ROW.sub(row, page)


if __name__ == "__main__":
    PAGE.write_text(refreshed(PAGE.read_text()))
