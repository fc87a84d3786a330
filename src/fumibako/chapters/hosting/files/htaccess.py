"""Whether Apache takes a .htaccess, before it is saved: one mistake in there, and every page of the folder is an error.

Apache itself is asked, the one that will read it: the text is put into a new folder of the site for a moment, and a
page there is asked for. What is wrong, it writes into the site's error log.
"""

import contextlib
import http.client
import re
import secrets
import time

from django.conf import settings

from fumibako.chapters.hosting.files import errors
from fumibako.chapters.hosting.files.queries import opened
from fumibako.chapters.hosting.sites.models import Site
from fumibako.machine.conf import Config
from fumibako.machine.daemons.sites.control import Asked, Sites
from fumibako.machine.provision.client import AgentDown, AgentRefused

NAME = ".htaccess"
SECONDS = 5.0
LOG_TRIES, LOG_SECONDS = 5, 0.1
_SAID = re.compile(r"/\.htaccess: (?P<said>[^\r\n]{1,300})")


def check_htaccess(site: Site, octets: bytes, space: int) -> None:
    """Raises BrokenHtaccess. Where Apache cannot be asked, it is not known to be broken."""
    token = f".check-{secrets.token_hex(16)}"
    with opened(site) as filing:
        filing.write("htdocs", f"{token}/{NAME}", (octets,), space=space)
        try:
            said = _said(settings.FUMIBAKO, site.domain.name, token)
        finally:
            filing.delete("htdocs", [token])
    if said:
        raise errors.BrokenHtaccess(said=said)


def _said(config: Config, domain: str, token: str) -> str:
    """What Apache has against it; "" for nothing."""
    connection = http.client.HTTPConnection("127.0.0.1", config.ports.apache, timeout=SECONDS)
    try:
        connection.request("GET", f"/{token}/", headers={"Host": domain})
        if connection.getresponse().status != http.HTTPStatus.INTERNAL_SERVER_ERROR:
            return ""
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()
    with contextlib.suppress(AgentDown, AgentRefused):
        for _ in range(LOG_TRIES):
            for line in Sites(config).log(domain, domain, Asked("error", "", token)).lines:
                if found := _SAID.search(line):
                    return found["said"]
            time.sleep(LOG_SECONDS)
    return ""
