"""The newest WordPress: taken when its checksum says so, and else the old one goes on (case 130)."""

import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.wordpress import control

pytestmark = pytest.mark.feature("D16")


@pytest.fixture
def config(tmp_path: Path) -> Config:
    made = Config(Settings(), tmp_path)
    control.path(made).parent.mkdir()
    return made


def serve(tmp_path: Path, version: str, *, checksum: str = "") -> str:
    archive = tmp_path / "latest-ja.tar.gz"
    text = f"<?php\n$wp_version = '{version}';\n".encode()
    with tarfile.open(archive, "w:gz") as packed:
        member = tarfile.TarInfo("wordpress/wp-includes/version.php")
        member.size = len(text)
        packed.addfile(member, io.BytesIO(text))
    made = hashlib.sha1(archive.read_bytes(), usedforsecurity=False).hexdigest()
    archive.with_name(f"{archive.name}.sha1").write_text(checksum or made)
    return archive.as_uri()


def test_what_is_fetched_is_newer_than_the_package_and_is_fetched_once(config: Config, tmp_path: Path) -> None:
    package = control.newest(config)
    assert package.version and package.archive is None
    source = serve(tmp_path, "99.1")
    assert control.update(config, source) == "99.1"
    assert control.newest(config) == control.Release("99.1", control.path(config))
    made_at = control.path(config).stat().st_mtime_ns
    assert control.update(config, source) == "99.1"
    assert control.path(config).stat().st_mtime_ns == made_at


def test_an_older_one_than_the_package_is_not_taken(config: Config, tmp_path: Path) -> None:
    control.update(config, serve(tmp_path, "4.0"))
    assert control.newest(config).archive is None


@pytest.mark.parametrize("checksum", ["0" * 40, "<html>", "x"])
def test_case_130_what_is_not_as_its_checksum_says_leaves_the_old_one(
    config: Config, tmp_path: Path, checksum: str
) -> None:
    control.update(config, serve(tmp_path, "99.1"))
    with pytest.raises(control.NotFetched):
        control.update(config, serve(tmp_path, "99.2", checksum=checksum))
    assert control.newest(config).version == "99.1"
    assert sorted(path.name for path in control.path(config).parent.iterdir()) == ["latest.json", "latest.tar.gz"]


def test_case_130_an_archive_without_a_version_is_refused(config: Config, tmp_path: Path) -> None:
    with pytest.raises(control.NotFetched):
        control.update(config, serve(tmp_path, "'; system('id"))


@pytest.mark.parametrize(
    ("version", "other", "is_newer"), [("6.10", "6.9", True), ("6.9", "6.9.0", False), ("6.9.1", "6.9", True)]
)
def test_versions_are_compared_by_their_numbers(version: str, other: str, *, is_newer: bool) -> None:
    assert control.is_newer(version, other) is is_newer
