"""For all tests: what runs beside what (tests/groups.py), what only `--long` repeats; and the test database is a copy
of one that is migrated once. SQLite's is a file, as in a box: connections of several threads share no memory then."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from django.conf import settings
from xdist.remote import Producer

from fumibako.machine.formats import passwords
from tests import migrated as databases
from tests.groups import Scheduling, Times, in_order
from tests.ports import free_base


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also what a day's run need not repeat (CONTRIBUTING.md)")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("numprocesses", None):
        config.pluginmanager.register(Times())


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    return Scheduling(config, log)


@pytest.hookimpl(trylast=True)  # behind pytest-django, which has an order of its own
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not is_long(config):
        left_out = [item for item in items if item.get_closest_marker("long")]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]
    items[:] = in_order(items)


def is_long(config: pytest.Config) -> bool:
    return bool(config.getoption("--long"))


@pytest.fixture(scope="session")
def long(pytestconfig: pytest.Config) -> bool:
    """Whether this is the long run, which repeats more."""
    return is_long(pytestconfig)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of all processes of this run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def migrated(shared: Path) -> Path:
    """A migrated SQLite database, to be copied."""
    return databases.sqlite(shared)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory, shared: Path
) -> None:
    test = settings.DATABASES["default"].setdefault("TEST", {})
    if is_sqlite():
        test["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        shutil.copyfile(databases.sqlite(shared), test["NAME"])
    else:
        test["TEMPLATE"] = databases.postgresql(shared, os.environ["FUMIBAKO_TEST_DATABASE"])


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """What is there is the copy."""
    return is_sqlite()


def is_sqlite() -> bool:
    return str(settings.DATABASES["default"]["ENGINE"]).endswith("sqlite3")


@pytest.fixture(scope="session", autouse=True)
def quick_hashes() -> Iterator[None]:
    """What a hash costs is not what is tested; a hash names its own cost, so checking is quick as well. Processes that
    tests start hash as ever."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        patch.setattr(passwords, "_NOBODY", passwords.hash_password("nobody's"))
        patch.setattr("fumibako.chapters.hosting.ftp.services.hash_for_crypt", lambda password: "$6$quick$" + "x" * 86)
        yield


@pytest.fixture
def port_base() -> int:
    """A port base on whose ports nobody listens."""
    return free_base()
