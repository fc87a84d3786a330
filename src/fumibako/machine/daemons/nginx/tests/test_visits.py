"""Visits of this box to its own sites come from an address that no restriction by country keeps out (D7, D16)."""

import socket
from pathlib import Path
from threading import Thread

import pytest

from fumibako.machine.conf import Config
from fumibako.machine.conf.schema import Settings
from fumibako.machine.daemons.nginx import countries
from fumibako.machine.daemons.nginx.control import visit

pytestmark = [pytest.mark.feature("D7"), pytest.mark.feature("D16")]


def test_a_visit_comes_from_where_nginx_lets_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config(Settings(), tmp_path)
    countries.refresh(config)
    seen: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as nginx:

        def answer() -> None:
            connection, (address, _) = nginx.accept()
            seen.append(address)
            with connection:
                connection.recv(4096)
                connection.sendall(b"HTTP/1.0 200 OK\r\n\r\nhello")

        thread = Thread(target=answer, daemon=True)
        thread.start()
        port = nginx.getsockname()[1]
        create = socket.create_connection
        monkeypatch.setattr(socket, "create_connection", lambda place, *rest: create(("127.0.0.1", port), *rest))
        assert visit(config, "sample.example", "/", by_tls=False).code == 200
        thread.join(10)
    assert f"{seen[0]}/32 1;" in countries.path(config).read_text().splitlines()
    assert "127.0.0.1/32 1;" not in countries.path(config).read_text()
