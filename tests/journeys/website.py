"""A website as its visitors and its customer's programs see it."""

import base64
import http.client
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.journeys.clients import TIMEOUT
from tests.journeys.office import Office

PLACE = """
import os, sys
path, kind = sys.argv[1:3]
content = sys.stdin.buffer.read()
os.makedirs(os.path.dirname(path), exist_ok=True)
if os.path.lexists(path):
    os.unlink(path)
if kind == "link":
    os.symlink(content, path)
else:
    with open(path, "wb") as file:
        file.write(content)
"""


@dataclass(frozen=True)
class Visit:
    status: int
    text: str


@dataclass(frozen=True)
class Website:
    office: Office
    domain: str

    @property
    def gate(self) -> Path:
        return self.office.config.site(self.domain)

    @property
    def uid(self) -> int:
        return self.gate.stat().st_gid

    def visit(self, path: str = "/", host: str = "", login: str = "") -> Visit:
        """As nginx hears of it. The text has the headers, too: what is told there is told. login: name:password."""
        headers = {"Host": host or f"www.{self.domain}"}
        if login:
            headers["Authorization"] = f"Basic {base64.b64encode(login.encode()).decode()}"
        config = self.office.config
        connection = http.client.HTTPConnection(config.settings.box.listen, config.ports.http, timeout=TIMEOUT)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return Visit(answer.status, f"{answer.headers}\n{answer.read().decode('utf-8', 'replace')}")
        finally:
            connection.close()

    def put(self, path: str, content: str, *, kind: str = "file", encoding: str = "utf-8") -> None:
        """As the customer's own programs write: with the site's user and nothing else."""
        command = (sys.executable, "-c", PLACE, str(self.gate / path), kind)
        done = subprocess.run(
            command, input=content.encode(encoding), user=self.uid, group=self.uid, extra_groups=(), capture_output=True
        )
        assert done.returncode == 0, done.stderr.decode()
