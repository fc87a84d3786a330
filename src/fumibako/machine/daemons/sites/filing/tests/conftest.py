"""A site, and the program that works on its files: one for all tests of a module, the site emptied between them."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.machine.daemons.sites.filing.client import Filing
from tests import filing
from tests.filing import OpenSite


@pytest.fixture(scope="module")
def program() -> Iterator[tuple[OpenSite, Filing]]:
    place = Path(tempfile.mkdtemp(prefix="fb-files-", dir="/tmp"))
    place.chmod(0o755)
    made = filing.make(place)
    with made.filing() as files:
        yield made, files
    shutil.rmtree(place)


@pytest.fixture
def site(program: tuple[OpenSite, Filing]) -> OpenSite:
    made, _ = program
    for folder in ("htdocs", "private"):
        for each in (made.gate / folder).iterdir():
            shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()
    return made


@pytest.fixture
def files(program: tuple[OpenSite, Filing]) -> Filing:
    return program[1]
