"""Who may ask the agent for what."""

from fumibako.machine.daemons.verbs import VERBS
from fumibako.machine.provision.verb import Answer, Context, Refused, Request, Verb
from fumibako.machine.system.peers import Peer

_VERBS = {verb.name: verb for verb in VERBS}


def answer(context: Context, peer: Peer, request: Request) -> Answer:
    """Do what the request says if the peer may ask for it. Raises what `Verb` documents."""
    return verb_for(context, peer, request).do(context, request)


def verb_for(context: Context, peer: Peer, request: Request) -> Verb:
    """Raises Refused."""
    name = request.get("verb")
    verb = _VERBS.get(name) if isinstance(name, str) else None
    if verb is None:
        raise Refused("no such verb")
    if peer.uid not in {0, *(getattr(context.config.uids, process) for process in verb.allowed)}:
        raise Refused(f"uid {peer.uid} may not ask for {verb.name}")
    return verb
