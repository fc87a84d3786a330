"""What root does for nginx when asked."""

from fumibako.machine.daemons.nginx import countries
from fumibako.machine.daemons.nginx.service import Nginx
from fumibako.machine.provision.service import Diff
from fumibako.machine.provision.verb import Answer, Context, Request, Verb
from fumibako.machine.state import Aspect, Scope


def use_countries(context: Context, request: Request) -> Answer:
    """Let sites know visitors by the country data that there is now."""
    with context.lock:
        is_new = countries.refresh(context.config)
        if is_new:
            Nginx().reload(context.config, Diff(), Scope(Aspect.BOX, "box"))
    return {"is_new": is_new}


VERBS = (Verb(use_countries, ("background",)),)
