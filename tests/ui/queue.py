"""A mail queue with mails on hold, where the pages are looked at without mail daemons."""

import json
import socketserver
import threading
from dataclasses import asdict
from pathlib import Path

from fumibako.machine.daemons.postfix.control import HeldMail

HELD = HeldMail(
    queue_id="4hTfQk2Vd7z1vLB",
    arrived_at=1_795_000_000,
    size=1_482_000,
    sender="a-rather-long-name-of-a-department.and-its-person@mail.partner-company.example",
    recipients=["suzuki@sample.example", "sato@sample.example"],
    reasons=["the filter's process ended in the middle", "no verdict within 300 s", "KeyError in parts.py, line 61"],
)
BOUNCE = HeldMail("4hTfQk2Vd8z1vLC", 1_795_000_600, 9_000, "", ["sato@sample.example"], [])


def serve(socket: Path) -> socketserver.BaseServer:
    """Answer what is on hold, and nothing else, until server_close."""

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            if json.loads(self.rfile.readline())["verb"] == "held_mails":
                self.wfile.write(json.dumps({"mails": [asdict(HELD), asdict(BOUNCE)]}).encode() + b"\n")

    socket.parent.mkdir(parents=True)
    server = socketserver.ThreadingUnixStreamServer(str(socket), Conversation)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server
