"""Keys of sites' certificates (D11): which ones go."""

import os
import tempfile
from pathlib import Path

import pytest

from fumibako.machine.conf import Config, load
from fumibako.machine.daemons.sites import keys
from fumibako.machine.system import files

pytestmark = pytest.mark.feature("D11")
DOMAIN = "ours.example"


def test_a_key_that_nginx_still_needs_stays() -> None:
    """Of a publication that was refused: without the key nginx would start for nobody."""
    with tempfile.TemporaryDirectory(prefix="fb-keys-", dir="/tmp") as state:
        forget_one(load(state=Path(state)))


def forget_one(config: Config) -> None:
    live, used, gone = (letter * 64 for letter in "abc")
    for name in (live, used, gone):
        files.write(keys.path_of(config, DOMAIN, name), b"key")
        os.utime(keys.path_of(config, DOMAIN, name), (0, 0))
    servers = f"ssl_certificate_key {keys.path_of(config, DOMAIN, live)};\n"
    files.write(config.live_scope("nginx", DOMAIN) / "site.conf", servers.encode())
    assert keys.forget_unused(config, DOMAIN, [used]) == 1
    assert sorted(path.stem for path in config.site_keys(DOMAIN).iterdir()) == [live, used]
