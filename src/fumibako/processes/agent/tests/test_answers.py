"""What becomes of an answer."""

import socket
from types import SimpleNamespace
from typing import Any

import pytest

from fumibako.machine.provision.verb import Answer, Context, Request, Verb
from fumibako.processes.agent import __main__ as agent

pytestmark = pytest.mark.feature("A2")


@pytest.mark.parametrize("waits", [True, False])
def test_what_nobody_waited_for_is_taken_back(monkeypatch: pytest.MonkeyPatch, *, waits: bool) -> None:
    ours, theirs = socket.socketpair()
    taken_back: list[Answer] = []

    def do(context: Context, request: Request) -> Answer:
        if not waits:
            theirs.close()
        return {"version": "6.9"}

    verb = Verb(do, (), unheard=lambda context, request, answer: taken_back.append(answer))
    monkeypatch.setattr(agent, "verb_for", lambda *given: verb)
    theirs.sendall(b'{"verb": "do"}\n')
    server: Any = SimpleNamespace(context=None)
    with ours, theirs:
        agent._Conversation(ours, "", server)
        assert taken_back == ([] if waits else [{"version": "6.9"}])
        assert not waits or theirs.recv(99) == b'{"version": "6.9"}\n'
