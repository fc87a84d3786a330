"""A mail queue with mails on hold and a website's log, where the pages are looked at without daemons."""

import json
import socketserver
import threading
from dataclasses import asdict
from pathlib import Path

from fumibako.machine.daemons.postfix.control import HeldMail, WaitingMail

HELD = HeldMail(
    queue_id="4hTfQk2Vd7z1vLB",
    arrived_at=1_795_000_000,
    size=1_482_000,
    sender="a-rather-long-name-of-a-department.and-its-person@mail.partner-company.example",
    recipients=["suzuki@sample.example", "sato@sample.example"],
    reasons=["the filter's process ended in the middle", "no verdict within 300 s", "KeyError in parts.py, line 61"],
)
BOUNCE = HeldMail("4hTfQk2Vd8z1vLC", 1_795_000_600, 9_000, "", ["sato@sample.example"], [])
WAITING = WaitingMail(
    queue_id="4hTfQk2Vd9z1vLD",
    queue="deferred",
    arrived_at=1_795_001_000,
    size=24_000,
    sender="suzuki@sample.example",
    recipients=["a-rather-long-name-of-a-department.and-its-person@mail.partner-company.example"],
    others=12,
    reasons=["connect to mx.partner-company.example[192.0.2.25]:25: Connection timed out"],
)

LINE = '203.0.113.9 - - [28/Nov/2026:09:00:00 +0900] "GET /shop/?item=a%E3%81%82 HTTP/1.1" 200 5120 "-" "Mozilla/5.0"'
ANSWERS = {
    "held_mails": {"mails": [asdict(HELD), asdict(BOUNCE)]},
    "waiting_mails": {"mails": [asdict(WAITING)], "number": 1},
    "site_log": {"lines": [LINE, LINE.replace("200", "404")], "before": 700},
}


def serve(socket: Path) -> socketserver.BaseServer:
    """Answer with what is above, and nothing else, until server_close."""

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            answer = ANSWERS.get(json.loads(self.rfile.readline())["verb"])
            if answer:
                self.wfile.write(json.dumps(answer).encode() + b"\n")

    socket.parent.mkdir(parents=True)
    server = socketserver.ThreadingUnixStreamServer(str(socket), Conversation)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server
