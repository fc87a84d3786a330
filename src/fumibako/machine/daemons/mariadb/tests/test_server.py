"""What the server is asked."""

from pathlib import Path

import pytest

from fumibako.machine.conf import Config, Settings
from fumibako.machine.daemons.mariadb import server


def test_of_nobody_nothing_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(server, "ask", None)
    assert server.actual(Config(Settings(), tmp_path), ()) == {}
    assert server.actual_users(Config(Settings(), tmp_path), (), ()) == {}
