"""For all tests: those of the box run one after the other, beside all others; and SQLite's test database is a file, as
in a box. Connections of several threads share no memory then."""

import pytest
from django.conf import settings

from tests.ports import free_base


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the mark
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.get_closest_marker("box"):
            item.add_marker(pytest.mark.xdist_group("box"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, tmp_path_factory: pytest.TempPathFactory) -> None:
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        database.setdefault("TEST", {})["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")


@pytest.fixture
def port_base() -> int:
    """A port base on whose ports nobody listens."""
    return free_base()
