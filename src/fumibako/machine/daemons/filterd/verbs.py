"""What root does for the mail filter: the keys that outgoing mail is signed with, which only filterd reads besides, and
copies of sent mail whose time is up.
"""

import base64
import logging
import re
from datetime import UTC, datetime

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from fumibako.machine.conf import Config
from fumibako.machine.daemons.filterd.archived import Doubtful, expired
from fumibako.machine.formats.addresses import parse_domain
from fumibako.machine.provision.verb import Answer, Context, Request, Verb
from fumibako.machine.system import files

log = logging.getLogger(__name__)
BITS = 2048  # RFC 8301; a longer one does not fit into every zone editor
_SELECTOR = re.compile(r"[a-z0-9]{1,40}")


def make_dkim_key(context: Context, request: Request) -> Answer:
    """The public half. A key that is there already stays."""
    domain, selector = parse_domain(request["domain"]), _selector(request["selector"])
    path = context.config.dkim_keys / domain / f"{selector}.key"
    if not path.exists():
        _store(context.config, domain, selector)
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return {"public": base64.b64encode(public).decode()}


def remove_dkim_key(context: Context, request: Request) -> Answer:
    domain, selector = parse_domain(request["domain"]), _selector(request["selector"])
    (context.config.dkim_keys / domain / f"{selector}.key").unlink(missing_ok=True)
    return {}


def forget_archived(context: Context, request: Request) -> Answer:
    """What is due by the settings, whoever asks. gone: how many packs."""
    try:
        packs = expired(context.config, datetime.now(UTC))
    except Doubtful as error:
        log.error("copies of sent mail are kept, is the clock right? %s would go", error)
        return {"gone": 0}
    for pack in packs:
        log.info("%s: its time is up", pack)
        pack.unlink()
        files.sync_directory(pack.parent)
    return {"gone": len(packs)}


def _store(config: Config, domain: str, selector: str) -> None:
    key = rsa.generate_private_key(65537, BITS)
    content = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    for directory in (config.dkim_keys, config.dkim_keys / domain):
        files.directory(directory, mode=0o750, gid=config.uids.filterd)
    path = config.dkim_keys / domain / f"{selector}.key"
    files.write(path, content, mode=0o400, uid=config.uids.filterd, gid=config.uids.filterd)


def _selector(raw: object) -> str:
    """Raises ValueError."""
    if not isinstance(raw, str) or not _SELECTOR.fullmatch(raw):
        raise ValueError(f"{str(raw)[:60]!r} is no selector")
    return raw


VERBS = (
    Verb(make_dkim_key, ("background", "web")),
    Verb(remove_dkim_key, ("background", "web")),
    Verb(forget_archived, ("background",)),
)
