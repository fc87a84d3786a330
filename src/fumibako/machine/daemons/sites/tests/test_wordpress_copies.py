"""A staging copy made live (D16), also where that fails or is cut off. The database's server is played."""

import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import IO, Any

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons.mariadb import copying
from fumibako.machine.daemons.sites import tree, wordpress, wordpress_copies
from fumibako.machine.daemons.sites.wordpress import NotInstalled
from fumibako.machine.daemons.sites.wordpress_copies import Installed, Staging
from fumibako.machine.system import files
from fumibako.machine.system.run import CommandFailed, run

pytestmark = pytest.mark.feature("D16")
DOMAIN, UID = "ours.example", 231_001
LIVE_HOME, COPY_HOME = "http://ours.example", "http://ours.example/staging"


class Server:
    """homes: what each database says of where its WordPress is; "" where it has nothing to say. fails: what goes wrong
    next when a copy is told where it is."""

    def __init__(self, config: Config) -> None:
        number = UID - config.site_uid(0)
        self.live, self.copy = Installed("", f"s{number}_wp"), Installed("staging", f"s{number}_wp2")
        self.homes = {self.live.database: LIVE_HOME, self.copy.database: COPY_HOME}
        self.fails: list[Exception] = []
        self.is_away = False

    def dump(self, config: Config, database: str, target: IO[bytes]) -> None:
        target.write(self.homes[database].encode())
        target.flush()

    def load(self, config: Config, database: str, source: IO[bytes], *, empties: bool) -> None:
        if self.is_away:
            raise CommandFailed("away")
        self.homes[database] = source.read().decode()

    def ask(
        self, config: Config, domain: str, place: Installed, uid: int, step: Mapping[str, Any]
    ) -> Mapping[str, Any]:
        if step["step"] == "move":
            if self.fails:
                self.is_away = isinstance(self.fails[0], ConnectionError)
                raise self.fails.pop()
            self.homes[place.database] = step["homes"][1]
        return {"home": self.homes[place.database], "public": "1", "prefix": "wp_"}


@pytest.fixture
def config() -> Iterator[Config]:
    state = Path(tempfile.mkdtemp(prefix="fb-copies-", dir="/tmp"))
    state.chmod(0o755)
    config = load(state=state)
    for directory in (config.sites, config.backups):
        files.directory(directory, mode=0o711)
    tree.make(config, DOMAIN, UID)
    htdocs = config.site(DOMAIN) / "htdocs"
    for directory, text in ((htdocs, b"old"), (htdocs / "staging", b"new")):
        files.directory(directory, mode=0o755, uid=UID, gid=UID)
        files.write(directory / "wp-load.php", text, uid=UID, gid=UID)
    yield config
    shutil.rmtree(state)


@pytest.fixture
def server(config: Config, monkeypatch: pytest.MonkeyPatch) -> Server:
    server = Server(config)
    monkeypatch.setattr(tree, "live_site", lambda config, domain: SimpleNamespace(uid=UID))
    monkeypatch.setattr(copying, "dump", server.dump)
    monkeypatch.setattr(copying, "load", server.load)
    monkeypatch.setattr(wordpress_copies, "_ask", server.ask)
    return server


def publish(config: Config, server: Server) -> bytes:
    """What the live one's file is afterwards."""
    wordpress_copies.publish(config, DOMAIN, server.copy, server.live, [], 1 << 40)
    return (config.site(DOMAIN) / "htdocs" / "wp-load.php").read_bytes()


def test_what_there_is_no_room_for_is_neither_copied_nor_put_live(config: Config, server: Server) -> None:
    htdocs = config.site(DOMAIN) / "htdocs"
    files.write(htdocs / "staging" / "big", b"x" * 1_000_000, uid=UID, gid=UID)
    with pytest.raises(NotInstalled, match="no room"):
        wordpress_copies.publish(config, DOMAIN, server.copy, server.live, [], 500_000)
    assert server.homes[server.live.database] == LIVE_HOME and not (htdocs / "big").exists()
    to, staging = Installed("again", server.live.database), Staging(url="", password="x")
    with pytest.raises(NotInstalled, match="no room"):
        wordpress_copies.stage(config, DOMAIN, server.copy, to, staging, [], 500_000)
    assert not list((htdocs / "again").iterdir()) and server.homes[server.live.database] == LIVE_HOME


def test_where_it_fails_the_database_is_as_before(config: Config, server: Server) -> None:
    server.fails = [CommandFailed("no time")]
    with pytest.raises(CommandFailed):
        publish(config, server)
    assert server.homes[server.live.database] == LIVE_HOME
    assert list(config.backups.iterdir()) == []


def test_where_its_files_cannot_be_put_there_what_was_uploaded_is_as_before(
    config: Config, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    htdocs = config.site(DOMAIN) / "htdocs"
    for directory, text in ((htdocs, b"old"), (htdocs / "staging", b"new")):
        files.directory(directory / "wp-content", mode=0o755, uid=UID, gid=UID)
        files.write(directory / "wp-content" / "a.jpg", text, uid=UID, gid=UID)

    def without_room(argv: Sequence[str], **more: Any) -> str:
        if argv[0] == "cp":
            raise CommandFailed("no space")
        return run(argv, **more)

    monkeypatch.setattr(wordpress, "run", without_room)
    with pytest.raises(CommandFailed):
        publish(config, server)
    assert (htdocs / "wp-content" / "a.jpg").read_bytes() == b"old"
    assert server.homes[server.live.database] == LIVE_HOME


@pytest.mark.parametrize("left", [COPY_HOME, "nowhere"])
def test_what_was_cut_off_is_done_again_and_keeps_its_address(config: Config, server: Server, left: str) -> None:
    """As where the machine goes off: nothing is put back, and its database is the copy's or a part of it."""
    server.fails = [ConnectionError("off")]
    with pytest.raises(CommandFailed):
        publish(config, server)
    server.is_away, server.homes[server.live.database] = False, left
    assert publish(config, server) == b"new"
    assert server.homes[server.live.database] == LIVE_HOME
    assert list(config.backups.iterdir()) == []
