"""A site packed and unpacked (D4), whatever its customer has put there."""

import gzip
import io
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons.mariadb import copying
from fumibako.machine.daemons.sites import backup, tree
from fumibako.machine.daemons.sites.tree import LiveSite
from fumibako.machine.system import files
from fumibako.machine.system.run import CommandFailed

pytestmark = pytest.mark.feature("D4")
DOMAIN, OTHER = "ours.example", "theirs.example"
UID, OTHER_UID = 231_001, 231_002
SECRET = b"Tsubame-no-su-5519"


@pytest.fixture
def config() -> Iterator[Config]:
    """Two sites, without any daemon."""
    state = Path(tempfile.mkdtemp(prefix="fb-backup-", dir="/tmp"))
    state.chmod(0o755)
    config = load(state=state)
    for directory in (config.sites, config.backups):
        files.directory(directory, mode=0o711)
    for domain, uid in ((DOMAIN, UID), (OTHER, OTHER_UID)):
        files.write(config.live_scope("apache", domain) / "site.json", LiveSite(uid, is_suspended=False).written())
        tree.make(config, domain, uid)
    yield config
    shutil.rmtree(state)


def as_site(config: Config, program: str) -> None:
    """The customer's own program, in its htdocs."""
    argv = ("/usr/bin/python3", "-c", f"import os\n{program}")
    subprocess.run(argv, user=UID, group=UID, extra_groups=(), cwd=config.site(DOMAIN) / "htdocs", check=True)


def content(config: Config) -> dict[Path, tuple[int, int, int, object]]:
    """Everything in the rooms that are packed: kind and mode, owner, time, bytes or target."""
    found: dict[Path, tuple[int, int, int, object]] = {}
    for path in (below for directory in backup.FOLDERS for below in (config.site(DOMAIN) / directory).rglob("*")):
        there = path.lstat()
        held = path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else None
        found[path] = (there.st_mode, there.st_uid, int(there.st_mtime), held)
    return found


ODD = """
open("a\\nb", "w").write("1")
open(b"\\xff\\xfe", "w").write("2")
open("-rf --checkpoint-action=exec=sh x", "w").write("3")
open("$(id)", "w").write("4")
open("日本語.html", "w").write("5")
os.makedirs("deep/" * 40)
os.mkdir("closed"); open("closed/x", "w").write("6"); os.chmod("closed", 0o555)
os.mkfifo("pipe")
os.symlink("/etc/passwd", "outside")
os.link("a\\nb", "twice")
open("private.php", "w").write("7"); os.chmod("private.php", 0o600)
"""


def test_case_029_what_a_customer_can_make_is_the_same_after_everything_was_deleted(config: Config) -> None:
    as_site(config, ODD)
    before, name = content(config), secrets.token_hex(16)
    made = backup.make(config, DOMAIN, name, [])
    assert made.left_out == ()
    assert made.folders == ("htdocs", "htdocs/closed", "htdocs/deep", "private")
    as_site(config, "os.system('chmod -R u+rwX . ; rm -rf ./* ./.[!.]* ; touch new')")
    backup.restore(config, DOMAIN, name, folder="", database="")
    assert content(config) == before
    assert [path.name for path in config.site_backups(DOMAIN).iterdir()] == [name]
    assert not list(config.backups.glob(".stage*"))


def test_one_folder_comes_back_and_the_others_stay(config: Config) -> None:
    as_site(config, "os.mkdir('shop'); open('shop/a', 'w').write('old'); open('b', 'w').write('old')")
    name = secrets.token_hex(16)
    backup.make(config, DOMAIN, name, [])
    as_site(config, "open('shop/a', 'w').write('new'); open('shop/c', 'w'); open('b', 'w').write('new')")
    backup.restore(config, DOMAIN, name, folder="htdocs/shop", database="")
    htdocs = config.site(DOMAIN) / "htdocs"
    assert [path.name for path in (htdocs / "shop").iterdir()] == ["a"]
    assert ((htdocs / "shop" / "a").read_text(), (htdocs / "b").read_text()) == ("old", "new")


def test_what_a_restoring_means_for_the_disk_is_known_before_anything_goes(config: Config) -> None:
    as_site(config, "os.mkdir('shop'); open('shop/a', 'w').write('a' * 900_000); open('shop/b', 'w').write('b')")
    backup.make(config, DOMAIN, name := secrets.token_hex(16), [])
    as_site(config, "open('shop/a', 'w').write('a' * 100_000); os.mkdir('shut')")
    as_site(config, "open('shut/x', 'w').write('x' * 50_000); os.chmod('shut', 0)")
    before = content(config)
    for folder, holds, replaces in (("htdocs/shop/a", 900_000, 100_000), ("htdocs/shop/b", 1, 1)):
        weight = backup.weigh(config, DOMAIN, name, [folder], [])
        assert weight.holds == holds and 0 <= weight.replaces - replaces < 10_000
    whole = backup.weigh(config, DOMAIN, name, ["htdocs", "private"], [])
    assert 900_001 <= whole.holds < 910_000 and 150_001 <= whole.replaces < 200_000
    as_site(config, f"os.symlink({str(config.site(OTHER))!r}, 'out')")
    files.write(config.site(OTHER) / "htdocs" / "x", b"x" * 500_000, mode=0o600, uid=OTHER_UID, gid=OTHER_UID)
    with pytest.raises(backup.NoBackup):
        backup.weigh(config, DOMAIN, name, ["htdocs/out/htdocs"], [])
    with pytest.raises(backup.NoBackup):
        backup.weigh(config, DOMAIN, name, ["htdocs"], [f"s{UID - config.site_uid(0)}_gone"])
    as_site(config, "os.unlink('out')")
    assert content(config) == before


def test_one_file_comes_back_also_into_a_folder_that_is_gone(config: Config) -> None:
    as_site(config, "os.makedirs('shop/deep'); open('shop/deep/a', 'w').write('old'); open('shop/b', 'w').write('old')")
    name = secrets.token_hex(16)
    backup.make(config, DOMAIN, name, [])
    as_site(config, "os.unlink('shop/deep/a'); os.rmdir('shop/deep'); open('shop/b', 'w').write('new')")
    backup.restore(config, DOMAIN, name, folder="htdocs/shop/deep/a", database="")
    shop = config.site(DOMAIN) / "htdocs" / "shop"
    assert ((shop / "deep/a").read_text(), (shop / "b").read_text()) == ("old", "new")
    as_site(config, "os.unlink('shop/b'); os.mkdir('shop/b')")
    with pytest.raises(backup.NoBackup):
        backup.restore(config, DOMAIN, name, folder="htdocs/shop/b", database="")


def test_a_download_is_taken_back_and_says_what_is_in_it(config: Config) -> None:
    as_site(config, "os.makedirs('shop/deep')")
    backup.make(config, DOMAIN, name := secrets.token_hex(16), [])
    again = secrets.token_hex(16)
    with backup.path_of(config, DOMAIN, name).open("rb") as source:
        kept = backup.adopt(config, DOMAIN, again, source)
    assert kept.folders == ("htdocs", "htdocs/shop", "private") and kept.databases == ()
    backup.restore(config, DOMAIN, again, folder="", database="")


def test_what_is_removed_while_it_is_taken_over_is_not_kept(config: Config) -> None:
    """As where the portal did not wait any longer."""
    backup.make(config, DOMAIN, name := secrets.token_hex(16), [])
    again = secrets.token_hex(16)

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            backup.remove(config, DOMAIN, again)
            return super().read(size)

    with pytest.raises(OSError):
        backup.adopt(config, DOMAIN, again, Slow(backup.path_of(config, DOMAIN, name).read_bytes()))
    assert [path.name for path in config.site_backups(DOMAIN).iterdir()] == [name]


@pytest.mark.parametrize("content", [b"", b"no archive", b"\x1f\x8b\x08\x00 damaged"])
def test_what_is_no_backup_is_refused_and_not_kept(config: Config, content: bytes) -> None:
    with pytest.raises(backup.NoBackup):
        backup.adopt(config, DOMAIN, secrets.token_hex(16), io.BytesIO(content))
    assert list(config.site_backups(DOMAIN).iterdir()) == []


def test_case_028_a_file_is_brought_along_with_the_rights_of_the_site_only(config: Config) -> None:
    theirs = config.site(OTHER) / "htdocs" / "wp-config.php"
    files.write(theirs, SECRET, uid=OTHER_UID, gid=OTHER_UID)
    as_site(config, f"os.symlink({str(theirs)!r}, 'x')")
    for path in ("htdocs/x", "../x", "/etc/passwd", "htdocs/../../x"):
        with pytest.raises(backup.NoBackup):
            backup.opened_in_site(config, DOMAIN, path)


def test_what_has_no_end_is_not_brought_along(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link to a device, a file of holes, a pipe that nobody writes into; an archive that is small only packed."""
    monkeypatch.setattr(backup, "_room", lambda config: 1 << 20)
    as_site(config, "os.symlink('/dev/zero', 'a'); os.symlink('/dev', 'd'); os.mkfifo('p')")
    as_site(config, "open('holes', 'w').truncate(1 << 40)")
    for path in ("htdocs/a", "htdocs/d/zero", "htdocs/p", "htdocs/holes"):
        with pytest.raises((backup.NoBackup, CommandFailed)):
            backup.opened_in_site(config, DOMAIN, path)
    as_site(config, "os.unlink('holes'); open('zeros', 'wb').write(bytes(2 << 20))")
    backup.make(config, DOMAIN, name := secrets.token_hex(16), [])
    whole = backup.path_of(config, DOMAIN, name)
    assert whole.stat().st_size < 1 << 20
    with whole.open("rb") as source, pytest.raises(backup.NoBackup, match="no room"):
        backup.adopt(config, DOMAIN, secrets.token_hex(16), source)
    assert list(config.site_backups(DOMAIN).iterdir()) == [whole]


@pytest.mark.parametrize("packed", [False, True])
def test_an_sql_file_of_the_site_is_loaded_packed_or_not(
    config: Config, monkeypatch: pytest.MonkeyPatch, *, packed: bool
) -> None:
    database, loaded = f"s{UID - config.site_uid(0)}_shop", []
    monkeypatch.setattr(copying, "load", lambda c, d, source, empties: loaded.append((d, os.read(source.fileno(), 99))))
    content = gzip.compress(b"SELECT 1;") if packed else b"SELECT 1;"
    files.write(config.site(DOMAIN) / "private" / "a.sql", content, uid=UID, gid=UID)
    backup.load_dump(config, DOMAIN, "private/a.sql", database, empties=False, space=1 << 30)
    assert loaded == [(database, b"SELECT 1;")]
    files.write(config.site(DOMAIN) / "private" / "a.sql", b"\x1f\x8b damaged", uid=UID, gid=UID)
    with pytest.raises(backup.NoBackup):
        backup.load_dump(config, DOMAIN, "private/a.sql", database, empties=False, space=1 << 30)


@pytest.mark.parametrize("folder", ["htdocs/gone", "htdocs/../..", "/etc", "tmp", "htdocs//x", "", "--help"])
def test_case_018_what_is_no_folder_of_it_changes_nothing(config: Config, folder: str) -> None:
    as_site(config, ODD)
    name = secrets.token_hex(16)
    backup.make(config, DOMAIN, name, [])
    before = content(config)
    if folder:
        with pytest.raises(backup.NoBackup):
            backup.restore(config, DOMAIN, name, folder=folder, database="")
    with pytest.raises(backup.NoBackup):
        backup.restore(config, DOMAIN, secrets.token_hex(16), folder="", database="")
    assert content(config) == before


def test_case_028_links_lead_to_nobody_elses_bytes(config: Config) -> None:
    theirs = config.site(OTHER) / "htdocs" / "wp-config.php"
    files.write(theirs, SECRET, uid=OTHER_UID, gid=OTHER_UID)
    as_site(config, f"os.symlink({str(theirs)!r}, 'x'); os.symlink({str(theirs.parent)!r}, 'y')")
    name = secrets.token_hex(16)
    backup.make(config, DOMAIN, name, [])
    unpacked = subprocess.run(
        ("gzip", "-dc", str(backup.path_of(config, DOMAIN, name))), capture_output=True, check=True
    ).stdout
    assert SECRET not in unpacked
    # A link in the place of the folder: what is restored goes where the site's user may write, and nowhere else.
    as_site(config, "os.mkdir('z'); open('z/a', 'w').write('mine')")
    backup.make(config, DOMAIN, again := secrets.token_hex(16), [])
    as_site(config, f"os.unlink('z/a'); os.rmdir('z'); os.symlink({str(theirs.parent)!r}, 'z')")
    with pytest.raises(backup.NoBackup):
        backup.restore(config, DOMAIN, again, folder="htdocs/z", database="")
    assert theirs.read_bytes() == SECRET
    assert [path.name for path in theirs.parent.iterdir() if path.name == "a"] == []


def test_what_cannot_be_read_is_named_and_the_rest_is_packed(config: Config) -> None:
    as_site(config, "open('closed', 'w').write('1'); os.chmod('closed', 0); open('open', 'w').write('2')")
    made = backup.make(config, DOMAIN, name := secrets.token_hex(16), [])
    assert made.left_out == ("htdocs/closed",)
    backup.restore(config, DOMAIN, name, folder="htdocs", database="")
    assert (config.site(DOMAIN) / "htdocs" / "open").read_text() == "2"


def test_a_damaged_backup_deletes_nothing(config: Config) -> None:
    as_site(config, "open('a', 'wb').write(os.urandom(200_000))")
    backup.make(config, DOMAIN, name := secrets.token_hex(16), [])
    path, before = backup.path_of(config, DOMAIN, name), content(config)
    path.write_bytes(path.read_bytes()[:100_000])
    with pytest.raises(backup.NoBackup):
        backup.restore(config, DOMAIN, name, folder="", database="")
    assert content(config) == before


def test_the_holes_of_a_file_take_no_room(config: Config) -> None:
    as_site(config, "open('hole', 'w').truncate(300 << 20)")
    made = backup.make(config, DOMAIN, name := secrets.token_hex(16), [])
    assert made.bytes < 50_000
    backup.restore(config, DOMAIN, name, folder="htdocs", database="")
    there = (config.site(DOMAIN) / "htdocs" / "hole").stat()
    assert there.st_size == 300 << 20 and there.st_blocks < 1000


def test_case_028_nobody_but_root_writes_where_databases_are_packed(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = f"s{UID - config.site_uid(0)}_shop"

    def dump(config: Config, name: str, target: IO[bytes]) -> None:
        (stage,) = config.backups.glob(".stage-*")
        attack = f"os.symlink('/etc/passwd', {str(stage / 'databases' / 'x.sql')!r})"
        with pytest.raises(subprocess.CalledProcessError):
            as_site(config, attack)
        target.write(b"SELECT 1;\n")

    loaded: list[bytes] = []
    monkeypatch.setattr(copying, "dump", dump)
    monkeypatch.setattr(copying, "load", lambda config, name, source, *, empties: loaded.append(source.read()))
    made = backup.make(config, DOMAIN, name := secrets.token_hex(16), [database])
    assert made.left_out == ()
    backup.restore(config, DOMAIN, name, folder="", database=database)
    assert loaded == [b"SELECT 1;\n"]
    assert backup.weigh(config, DOMAIN, name, [], [database]) == backup.Weight(10, 0)
    theirs = f"s{OTHER_UID - config.site_uid(0)}_shop"
    with pytest.raises(backup.NoBackup):
        backup.make(config, DOMAIN, secrets.token_hex(16), [theirs])
    with pytest.raises(backup.NoBackup):
        backup.restore(config, DOMAIN, name, folder="", database=theirs)
