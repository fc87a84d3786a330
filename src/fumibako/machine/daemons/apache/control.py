"""What the web server of this machine is like. It needs no rights: the program is asked."""

from fumibako.machine.system.run import run

PROGRAM = "/usr/sbin/apache2"
MODULES = (
    *("mpm_event", "authn_core", "authn_file", "authz_core", "authz_host", "authz_user", "auth_basic"),
    *("auth_digest", "access_compat", "alias", "autoindex", "deflate", "dir", "env", "expires", "filter", "headers"),
    *("mime", "negotiation", "proxy", "proxy_fcgi", "remoteip", "reqtimeout", "rewrite", "setenvif"),
)


def version() -> str:
    """Raises CommandFailed."""
    return run((PROGRAM, "-v")).partition("/")[2].split()[0]


def error_page(status: int | None = None) -> str:
    """Where our own page for an error is on every site; the folder of all of them without a status."""
    return "/.fumibako/errors/" + (f"{status}.html" if status else "")
