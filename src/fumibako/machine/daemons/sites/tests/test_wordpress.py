"""WordPress's own set-up (D16), whose PHP the customer can change while it runs."""

import io
import json
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons.sites import tree, wordpress
from fumibako.machine.daemons.wordpress.control import Release
from fumibako.machine.system import files
from fumibako.machine.system.run import CommandFailed

pytestmark = pytest.mark.feature("D16")
DOMAIN, UID = "ours.example", 231_001


@pytest.fixture
def config() -> Iterator[Config]:
    state = Path(tempfile.mkdtemp(prefix="fb-wordpress-", dir="/tmp"))
    state.chmod(0o755)
    config = load(state=state)
    files.directory(config.sites, mode=0o711)
    tree.make(config, DOMAIN, UID)
    yield config
    shutil.rmtree(state)


def said(config: Config, program: str) -> bytes:
    """By a set-up that gets to the customer's own wp-load.php."""
    root = config.site(DOMAIN) / "htdocs"
    files.write(root / "wp-load.php", f"<?php {program} exit;".encode(), uid=UID, gid=UID)
    names = (*wordpress.VALUES, "root")
    given = {**dict.fromkeys(names, "x"), "url": "http://ours.example/", "root": str(root)}
    return wordpress.php(config, DOMAIN, wordpress._SET_UP, json.dumps(given), UID)


def test_case_028_it_reads_and_starts_nothing_outside_the_site(config: Config) -> None:
    asked = "echo json_encode([@file_get_contents('/etc/passwd'), function_exists('system'), is_dir('/etc')]);"
    assert json.loads(said(config, asked)) == [False, False, False]


def test_what_it_writes_has_an_end(config: Config) -> None:
    assert len(said(config, "echo str_repeat('x', 3 << 20);")) == wordpress.MAX_SAID
    with pytest.raises(CommandFailed):
        said(config, "for (;;) echo str_repeat('x', 1 << 20);")


@pytest.mark.parametrize("written", [b"", b"x", b"[]", b"{}", b'{"version": 1}', b'{"version": "<b>"}', b"[" * 99_999])
def test_what_is_no_version_is_refused(written: bytes) -> None:
    with pytest.raises(wordpress.NotInstalled):
        wordpress._version(written)


def version_file(version: str) -> str:
    return f"<?php\n$wp_version = '{version}';\n"


@pytest.fixture
def root(config: Config) -> Path:
    """An old WordPress with a theme of the customer's."""
    root = config.site(DOMAIN) / "htdocs"
    texts = {
        "wp-load.php": "old",
        "wp-config.php": "mine",
        "wp-admin/old.php": "old",
        "wp-includes/version.php": version_file("6.1"),
        "wp-content/themes/mine/style.css": "mine",
    }
    for name, text in texts.items():
        for above in reversed(Path(name).parents[:-1]):
            files.directory(root / above, mode=0o755, uid=UID, gid=UID)
        files.write(root / name, text.encode(), uid=UID, gid=UID)
    return root


def release(directory: Path, version: str, *, is_whole: bool = True) -> Release:
    names = {
        "wp-load.php": "new",
        "wp-admin/new.php": "new",
        "wp-includes/version.php": version_file(version),
        "wp-config.php": "theirs",
        "wp-content/themes/mine/style.css": "theirs",
    }
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as packed:
        for name, text in names.items():
            entry = tarfile.TarInfo(f"wordpress/{name}")
            entry.size = len(text)
            packed.addfile(entry, io.BytesIO(text.encode()))
    path = directory / "latest.tar.gz"
    path.write_bytes(written.getvalue() if is_whole else written.getvalue()[:-60])
    return Release(version, path)


def updated(config: Config, monkeypatch: pytest.MonkeyPatch, newest: Release) -> str:
    monkeypatch.setattr(tree, "live_site", lambda config, domain: SimpleNamespace(uid=UID))
    monkeypatch.setattr(wordpress, "newest", lambda config: newest)
    monkeypatch.setattr(wordpress, "_run", lambda *given: newest.version)
    return wordpress.update(config, DOMAIN, "")


def test_an_installation_that_fails_leaves_the_folder_as_it_was(
    config: Config, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*given: object) -> str:
        raise wordpress.NotInstalled("its own set-up failed")

    monkeypatch.setattr(tree, "live_site", lambda config, domain: SimpleNamespace(uid=UID))
    monkeypatch.setattr(wordpress, "newest", lambda config: release(tmp_path, "6.2"))
    monkeypatch.setattr(wordpress, "_run", fail)
    htdocs = config.site(DOMAIN) / "htdocs"
    before = {path: path.read_bytes() for path in htdocs.rglob("*")}
    for folder in ("", "blog"):
        with pytest.raises(wordpress.NotInstalled, match="set-up"):
            wordpress.install(config, DOMAIN, folder, {})
        assert {path: path.read_bytes() for path in htdocs.rglob("*")} == before
    monkeypatch.setattr(wordpress, "_run", lambda *given: "6.2")
    assert wordpress.install(config, DOMAIN, "blog", {}) == "6.2"
    wordpress.remove(config, DOMAIN, "blog")
    assert not (htdocs / "blog").exists()


def test_an_update_replaces_what_is_wordpress_own(
    config: Config, root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert updated(config, monkeypatch, release(tmp_path, "6.2")) == "6.2"
    there = {str(path.relative_to(root)): path.read_text() for path in root.rglob("*") if path.is_file()}
    assert there.pop("wp-includes/version.php") == version_file("6.2")
    there.pop("index.html", None)
    assert there == {
        "wp-load.php": "new",
        "wp-config.php": "mine",
        "wp-admin/new.php": "new",
        "wp-content/themes/mine/style.css": "mine",
    }


def test_an_update_that_is_cut_off_leaves_the_old_one_and_can_be_done_again(
    config: Config, root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises((CommandFailed, wordpress.NotInstalled)):
        updated(config, monkeypatch, release(tmp_path, "6.2", is_whole=False))
    assert (root / "wp-load.php").read_text() == "old" and (root / "wp-admin" / "old.php").exists()
    assert not (root / ".maintenance").exists()
    shutil.rmtree(root / "wp-admin")  # as where the machine went off between one step and the next
    assert updated(config, monkeypatch, release(tmp_path, "6.2")) == "6.2"
    assert (root / "wp-admin" / "new.php").exists()


def test_no_update_goes_back(config: Config, root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(wordpress.NotInstalled, match=r"6\.1 already"):
        updated(config, monkeypatch, release(tmp_path, "6.0.9"))
    assert (root / "wp-load.php").read_text() == "old"


def test_one_update_at_a_time(config: Config, root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with wordpress.alone(DOMAIN), pytest.raises(CommandFailed, match="already"):
        updated(config, monkeypatch, release(tmp_path, "6.2"))
    assert updated(config, monkeypatch, release(tmp_path, "6.2")) == "6.2"
