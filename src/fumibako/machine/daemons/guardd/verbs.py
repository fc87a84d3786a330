"""What root looks up where guardd cannot be asked: whether a login of the web may come from where it comes."""

from functools import partial

from fumibako.machine.daemons.countries.control import is_in_japan
from fumibako.machine.daemons.tables.login_places import PlacesUnknown, places_of
from fumibako.machine.provision.verb import Answer, Context, Request, Verb


def login_place(context: Context, request: Request) -> Answer:
    """is_allowed: by the rule that is in force (A7); not where the rule cannot be read. The machine itself is always
    at the right place."""
    login, address = str(request["login"]).lower(), str(request["remote"])
    if address in ("127.0.0.1", "::1", context.config.own_address):
        return {"is_allowed": True}
    try:
        places = places_of(context.config, login)
    except PlacesUnknown:
        return {"is_allowed": False}
    return {"is_allowed": places is None or places.allow("web", address, partial(is_in_japan, context.config))}


VERBS = (Verb(login_place, ("web",)),)
