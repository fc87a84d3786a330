"""What mail programs ask for before anybody types a server's name: Thunderbird's autoconfig and Outlook's autodiscover.

Pure: the answer follows from the domain and from what was asked, never from whether there is such an account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from fumibako.chapters.mail.software.servers import Server
from fumibako.machine.formats.addresses import BadAddress, parse_address

_SCHEMA = "http://schemas.microsoft.com/exchange/autodiscover"
_REQUEST = f"{{{_SCHEMA}/outlook/requestschema/2006}}"
_ERRORS = f"{_SCHEMA}/responseschema/2006"
OUTLOOK = f"{_SCHEMA}/outlook/responseschema/2006a"


@dataclass(frozen=True)
class Place:
    """Whose mail it is. login_domain: what stands behind the @ of the user name, which for another name of a domain is
    the domain's own."""

    domain: str
    login_domain: str


class NotAsked(Exception):
    """The request is none that we answer; code: Outlook's word for it (MS-OXDSCLI 2.2.4)."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


def autoconfig(place: Place, servers: Sequence[Server], *, provider: str) -> bytes:
    """Return clientConfig 1.1; the program puts the address in."""
    root = Element("clientConfig", version="1.1")
    about = SubElement(root, "emailProvider", id=place.domain)
    _text(about, "domain", place.domain)
    _text(about, "displayName", provider)
    _text(about, "displayShortName", provider)
    is_own = place.domain == place.login_domain
    user = "%EMAILADDRESS%" if is_own else f"%EMAILLOCALPART%@{place.login_domain}"
    for server in servers:
        kind = "outgoingServer" if server.protocol == "SMTP" else "incomingServer"
        part = SubElement(about, kind, type=server.protocol.lower())
        _text(part, "hostname", server.host)
        _text(part, "port", str(server.port))
        _text(part, "socketType", "SSL" if server.security == "SSL/TLS" else server.security)
        _text(part, "authentication", "password-cleartext")
        _text(part, "username", user)
    return _document(root)


def address_asked(body: bytes) -> str:
    """Return the address that Outlook's request is about. Raises NotAsked: no such request, or another kind of answer
    is wanted; entities and document types are refused."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise NotAsked(600) from error
    if (root.findtext(f"{_REQUEST}Request/{_REQUEST}AcceptableResponseSchema") or "").strip() != OUTLOOK:
        raise NotAsked(601)
    try:
        return parse_address(root.findtext(f"{_REQUEST}Request/{_REQUEST}EMailAddress") or "")
    except BadAddress as error:
        raise NotAsked(500) from error


def autodiscover(address: str, place: Place, servers: Sequence[Server]) -> bytes:
    """Return Outlook's account: of each protocol the server that we advise."""
    root = Element("Autodiscover", xmlns=_ERRORS)
    account = SubElement(SubElement(root, "Response", xmlns=OUTLOOK), "Account")
    _text(account, "AccountType", "email")
    _text(account, "Action", "settings")
    login = f"{address.partition('@')[0]}@{place.login_domain}"
    for server in servers:
        if server.security != "SSL/TLS":
            continue
        part = SubElement(account, "Protocol")
        _text(part, "Type", server.protocol)
        _text(part, "Server", server.host)
        _text(part, "Port", str(server.port))
        _text(part, "DomainRequired", "off")
        _text(part, "LoginName", login)
        _text(part, "SPA", "off")
        _text(part, "SSL", "on")
        _text(part, "AuthRequired", "on")
    return _document(root)


def autodiscover_error(code: int) -> bytes:
    words = {500: "The email address can't be found.", 600: "Invalid Request", 601: "Provider is not available"}
    root = Element("Autodiscover", xmlns=_ERRORS)
    error = SubElement(SubElement(root, "Response"), "Error")
    _text(error, "ErrorCode", str(code))
    _text(error, "Message", words[code])
    _text(error, "DebugData", "")
    return _document(root)


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = text


def _document(root: Element) -> bytes:
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))
