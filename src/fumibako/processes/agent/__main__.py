"""python -m fumibako.processes.agent --state DIR: serve the agent's socket until SIGTERM."""

import json
import logging
import os
import socketserver
import sqlite3
import sys
from pathlib import Path
from threading import Lock

from fumibako.machine.conf.arguments import config_of
from fumibako.machine.daemons.services import SERVICES, TABLES
from fumibako.machine.provision.client import LONGEST_MESSAGE
from fumibako.machine.provision.engine import Engine
from fumibako.machine.system.peers import peer_of
from fumibako.machine.system.run import CommandFailed
from fumibako.processes.agent.counted import Counted
from fumibako.processes.agent.verbs import Refused, Verbs, count_domain

log = logging.getLogger("agent")


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 64
    verbs: Verbs


class _Conversation(socketserver.StreamRequestHandler):
    """One request, one answer."""

    timeout = 300
    server: _Server

    def handle(self) -> None:
        line = self.rfile.readline(LONGEST_MESSAGE)
        try:
            request = json.loads(line)
            if not isinstance(request, dict):
                raise Refused("not a request")
            answer = self.server.verbs.answer(peer_of(self.connection), request)
        except (Refused, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("refused: %r", str(error)[:500])
            answer = {"refused": str(error)}
        except (CommandFailed, OSError, sqlite3.Error) as error:
            log.warning("failed: %r", str(error)[:500])
            answer = {"failed": str(error)}
        self.wfile.write(json.dumps(answer).encode() + b"\n")


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    config = config_of(sys.argv[1:])
    path: Path = config.agent_socket
    path.unlink(missing_ok=True)
    server = _Server(str(path), _Conversation)
    os.chown(path, 0, config.uids.control)
    path.chmod(0o666)  # who asks is looked at, not who can reach the socket
    counted = Counted(lambda domain: count_domain(config, domain))
    server.verbs = Verbs(config, Engine(config, SERVICES, TABLES), Lock(), counted)
    server.serve_forever()


main()
