"""What a site takes on the disk (D1, D3)."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons.mariadb import server
from fumibako.machine.daemons.sites import tree, usage
from fumibako.machine.system import files

pytestmark = pytest.mark.feature("D1", "D3")
DOMAIN = "ours.example"
PIECE = b"x" * 100_000


@pytest.fixture
def config() -> Iterator[Config]:
    state = Path(tempfile.mkdtemp(prefix="fb-usage-", dir="/tmp"))
    state.chmod(0o755)
    config = load(state=state)
    files.directory(config.sites, mode=0o711)
    tree.make(config, DOMAIN, config.site_uid(7))
    yield config
    shutil.rmtree(state)


def database(config: Config, name: str) -> None:
    uid = config.uids.mariadb
    files.directory(server.data(config), mode=0o700, uid=uid, gid=uid)
    files.directory(server.data(config) / name, mode=0o700, uid=uid, gid=uid)
    files.write(server.data(config) / name / "t.ibd", PIECE, mode=0o600, uid=uid, gid=uid)


def test_its_files_and_its_databases_count_and_nobody_elses_do(config: Config) -> None:
    uid = config.site_uid(7)
    empty = usage.count(config, DOMAIN, uid)
    files.write(config.site(DOMAIN) / "htdocs" / "a", PIECE, uid=uid, gid=uid)
    with_files = usage.count(config, DOMAIN, uid)
    assert 0 <= with_files - empty - len(PIECE) < 10_000
    database(config, "s7_shop")
    with_database = usage.count(config, DOMAIN, uid)
    assert 0 <= with_database - with_files - len(PIECE) < 20_000
    database(config, "s77_shop")
    database(config, "s8_shop")
    assert usage.count(config, DOMAIN, uid) == with_database


def test_what_a_customer_has_closed_counts_and_what_is_not_there_does_not_end_the_count(config: Config) -> None:
    uid = config.site_uid(7)
    empty = usage.count(config, DOMAIN, uid)
    closed = config.site(DOMAIN) / "private" / "closed"
    files.write(closed / "a", PIECE, mode=0, uid=uid, gid=uid)
    os.chown(closed, uid, uid)
    closed.chmod(0)
    assert len(PIECE) <= usage.count(config, DOMAIN, uid) - empty < len(PIECE) + 20_000
    shutil.rmtree(config.site(DOMAIN) / "tmp")
    assert usage.count(config, DOMAIN, uid) > len(PIECE)
    assert usage.of_folder(config, DOMAIN, "private", uid) > len(PIECE)
    assert usage.of_folder(config, DOMAIN, "private/closed", uid) < len(PIECE)
    assert usage.of_folder(config, DOMAIN, "private/nothing", uid) == 0
    assert usage.of_database(config, "s7_nothing") == 0
