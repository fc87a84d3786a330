"""Secrets of a box: made once, and by an update those that it did not have (E6)."""

import os
from pathlib import Path

import pytest

from fumibako.cli.box import make_secrets
from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings

pytestmark = pytest.mark.feature("E6")


def test_a_box_from_before_gets_the_secrets_that_it_lacks_and_keeps_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: dict[str, tuple[int, int]] = {}

    def note(handle: int, uid: int, gid: int) -> None:
        given[Path(f"/proc/self/fd/{handle}").readlink().name.lstrip(".")] = (uid, gid)

    monkeypatch.setattr(os, "fchown", note)
    monkeypatch.setattr(os, "chown", lambda *_, **__: None)
    config = Config(settings=Settings(), state=tmp_path)
    make_secrets(config)
    before = {path.name: path.read_bytes() for path in config.secrets.iterdir()}
    assert before.keys() == {"django", "guard", "search", "scan", "srs"} and len(set(before.values())) == 5
    (config.secrets / "search").unlink()
    given.clear()
    make_secrets(config)
    after = {path.name: path.read_bytes() for path in config.secrets.iterdir()}
    assert {name for name in after if after[name] != before[name]} == {"search"}
    assert (config.secrets / "search").stat().st_mode & 0o777 == 0o640
    assert list(given.values()) == [(0, config.uids.searchd)]
