"""What root does for the name server's keys: one more key, and the end of the old one (D9). Knot keeps the state of a
key's change in its own database, so that whoever asks may ask again after anything was killed."""

from fumibako.machine.daemons.knot.control import delegation_signers
from fumibako.machine.daemons.knot.service import knotc
from fumibako.machine.provision.verb import Answer, Context, Refused, Request, Verb
from fumibako.machine.state.names import is_domain


def begin_key_roll(context: Context, request: Request) -> Answer:
    """Have one more key made, which is published beside the old one. Nothing if there are two, or none yet."""
    domain = _domain(request)
    if len(delegation_signers(context.config, domain)) == 1:
        knotc(context.config, "-b", "zone-key-rollover", domain, "ksk")
    return {}


def end_key_roll(context: Context, request: Request) -> Answer:
    """The parent names the new key: sign with that one only. The old one goes when no answer that it has signed can be
    in a cache any more."""
    knotc(context.config, "-b", "zone-ksk-submitted", _domain(request))
    return {}


def _domain(request: Request) -> str:
    """Raises Refused."""
    domain = str(request["domain"])
    if not is_domain(domain):
        raise Refused("not a domain")
    return domain


VERBS = (Verb(begin_key_roll, ("background",)), Verb(end_key_roll, ("background",)))
