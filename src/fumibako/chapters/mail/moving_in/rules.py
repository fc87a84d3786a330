"""What an old server may be called."""

from fumibako.chapters.mail.moving_in import errors
from fumibako.chapters.mail.moving_in.source import Protocol, Security
from fumibako.machine.formats.addresses import BadAddress, parse_domain
from fumibako.machine.formats.widths import half_width

_PORTS = {
    Protocol.IMAP: {Security.TLS: 993, Security.STARTTLS: 143, Security.NONE: 143},
    Protocol.POP3: {Security.TLS: 995, Security.STARTTLS: 110, Security.NONE: 110},
}


def usual_port(protocol: Protocol, security: Security) -> int:
    return _PORTS[protocol][security]


def check_host(text: str) -> str:
    """A name or an IPv4 address; whether it may be reached is seen when it is. Raises BadHost."""
    host = half_width(text).strip()
    try:
        return parse_domain(host)
    except BadAddress as error:
        if host and len(host) < 16 and all(character in "0123456789." for character in host):
            return host
        raise errors.BadHost from error


def check_port(port: int) -> int:
    """Raises BadPort."""
    if not 1 <= port <= 65535:
        raise errors.BadPort
    return port
