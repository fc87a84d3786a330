"""Copies of a box where something of it cannot be copied, or where something is in the way (E6)."""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.cli import backup, copies, restore
from fumibako.cli.box import BoxFailed
from fumibako.cli.site_databases import Copied
from fumibako.machine.conf import load
from fumibako.machine.daemons.mariadb import copying
from fumibako.machine.system.run import CommandFailed

pytestmark = pytest.mark.feature("E6")
BROKEN = Copied("s1_shop", "ours.example", 1, "*" + "0" * 40, "Got error: 1034")


@pytest.fixture
def state() -> Iterator[Path]:
    """A short path: Unix socket paths are limited."""
    with tempfile.TemporaryDirectory(prefix="fb-copies-", dir="/tmp") as directory:
        yield Path(directory)


def test_a_file_that_is_long_and_empty_takes_no_place(tmp_path: Path) -> None:
    source, target = tmp_path / "site", tmp_path / "copy"
    source.mkdir()
    with (source / "hole").open("wb") as file:
        file.truncate(1 << 36)
    copies.copy_tree(source, target)
    copied = (target / "hole").stat()
    assert (copied.st_size, copied.st_blocks) == (1 << 36, 0)


@pytest.mark.parametrize(
    ("databases", "code", "word"), [([], 0, ": complete."), ([BROKEN], 1, "but for what is named")]
)
def test_what_is_missing_is_named_and_is_no_success(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    state: Path,
    databases: list[Copied],
    code: int,
    word: str,
) -> None:
    monkeypatch.setattr(backup, "_refusal", lambda config, target: "")
    monkeypatch.setattr(backup, "back_up", lambda config, target: databases)
    given = argparse.Namespace(state=state, config=None, port_base=None, directory=state / "copy")
    assert backup._backup(given) == code
    said = "".join(capsys.readouterr())
    assert word in said and ("s1_shop" in said) == bool(databases)


@pytest.mark.parametrize("is_there", [True, False])
def test_a_database_that_cannot_be_written_is_named_where_the_server_is_there(
    monkeypatch: pytest.MonkeyPatch, state: Path, is_there: bool
) -> None:
    waits: list[str] = []

    def late(*arguments: object, **options: object) -> str:
        waits.append("an hour")
        raise CommandFailed("mariadb-dump did not end within 3600 s")

    def ask(config: object, sql: str) -> list[list[str]]:
        if not is_there:
            raise CommandFailed("no server")
        return []

    monkeypatch.setattr(copying, "run", late)
    monkeypatch.setattr(copying, "ask", ask)
    monkeypatch.setattr(copying, "wait_for", lambda sockets: None)
    with (state / "s1_shop.sql").open("wb") as file:
        if is_there:
            assert "did not end" in copying.dump_as_root(load(state=state), "s1_shop", file)
        else:
            with pytest.raises(CommandFailed, match="no server"):
                copying.dump_as_root(load(state=state), "s1_shop", file)
    assert waits == ["an hour"]


@pytest.mark.parametrize("log", ["wal", "shm"])
def test_a_log_that_another_database_left_stands_in_the_way(state: Path, log: str) -> None:
    config, copy = load(state=state / "box"), state / "copy"
    config.database_file.parent.mkdir(parents=True)
    copy.mkdir()
    config.database_file.with_name(f"{config.database_file.name}-{log}").write_bytes(b"x")
    with pytest.raises(BoxFailed, match=f"-{log} is there already"):
        restore._refuse(config, copy)
