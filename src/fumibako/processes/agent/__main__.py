"""python -m fumibako.processes.agent --state DIR: serve the agent's socket until SIGTERM."""

import json
import logging
import os
import socketserver
import sqlite3
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Lock

from fumibako.machine.conf.arguments import config_of
from fumibako.machine.daemons.services import SERVICES, TABLES
from fumibako.machine.provision.client import MAX_LINE_BYTES
from fumibako.machine.provision.engine import Engine
from fumibako.machine.provision.verb import Answer, Context, Refused
from fumibako.machine.system.peers import peer_of
from fumibako.machine.system.run import CommandFailed
from fumibako.processes.agent.answering import verb_for

log = logging.getLogger("agent")


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True
    request_queue_size = 64
    context: Context


class _Conversation(socketserver.StreamRequestHandler):
    """One request, one answer."""

    timeout = 300
    server: _Server

    def handle(self) -> None:
        self._then: Callable[[], None] = lambda: None
        self._unheard: Callable[[], None] = lambda: None
        reply = self._explained(partial(self._reply, self.rfile.readline(MAX_LINE_BYTES)))
        try:
            self.wfile.write(json.dumps(reply).encode() + b"\n")
        except OSError as error:
            log.warning("nobody waited for the answer: %s", error)
            self._explained(self._unheard)
        else:
            self._explained(self._then)

    def _reply(self, line: bytes) -> Answer:
        request = json.loads(line)
        if not isinstance(request, dict):
            raise Refused("not a request")
        context = self.server.context
        verb = verb_for(context, peer_of(self.connection), request)
        reply = verb.do(context, request)
        if verb.then is not None:
            self._then = partial(verb.then, context, request, self.connection)
        if verb.unheard is not None:
            self._unheard = partial(verb.unheard, context, request, reply)
        return reply

    def _explained(self, work: Callable[[], Answer | None]) -> Answer:
        try:
            return work() or {}
        except (Refused, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("refused: %r", str(error)[:500])
            return {"refused": str(error)}
        except (CommandFailed, OSError, sqlite3.Error) as error:
            log.warning("failed: %r", str(error)[:500])
            return {"failed": str(error)}
        except Exception as error:  # a fault in one verb must not look like an agent that is down
            log.exception("failed")
            return {"failed": repr(error)}


def main() -> None:
    logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s")
    config = config_of(sys.argv[1:])
    path: Path = config.agent_socket
    path.unlink(missing_ok=True)
    server = _Server(str(path), _Conversation)
    os.chown(path, 0, config.uids.control)
    path.chmod(0o666)  # who asks is looked at, not who can reach the socket
    server.context = Context(config, Engine(config, SERVICES, TABLES), Lock())
    server.serve_forever()


if __name__ == "__main__":
    main()
