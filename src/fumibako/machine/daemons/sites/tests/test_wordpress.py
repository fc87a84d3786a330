"""WordPress's own set-up (D16), whose PHP the customer can change while it runs."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons.sites import tree, wordpress
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
    return wordpress._php(config, DOMAIN, wordpress._SET_UP, json.dumps(given), UID)


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
