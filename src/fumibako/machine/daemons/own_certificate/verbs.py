"""What root does for the certificate of the box's own name: signs a request, takes the answer, signs Apple profiles."""

import base64
import contextlib
import plistlib
import shutil
import tempfile
from pathlib import Path
from xml.parsers.expat import ExpatError

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7

from fumibako.machine.conf import Config
from fumibako.machine.daemons.own_certificate.control import fingerprint, mark
from fumibako.machine.daemons.supervisor.control import NotRunning, Supervisor
from fumibako.machine.formats.certificates import signing_request
from fumibako.machine.provision.verb import Answer, Context, Refused, Request, Verb
from fumibako.machine.system import files, tls
from fumibako.machine.system.run import CommandFailed

MAX_BYTES = 64 << 10
SHOWING = ("nginx", "dovecot", "postfix", "proftpd")


def request_own_certificate(context: Context, request: Request) -> Answer:
    """For the key that is there, so that a renewed certificate is one file to replace."""
    config = context.config
    try:
        key = (config.tls / tls.KEY).read_text()
    except FileNotFoundError as error:
        raise CommandFailed("the box has no key") from error
    return {"request": signing_request(key, [config.hostname], {})}


def use_own_certificate(context: Context, request: Request) -> Answer:
    """Raises Refused for one that is not for the box's key and name."""
    pem = str(request["pem"]).encode("ascii", "replace")
    with context.lock:
        _check(context.config, pem)
        files.write(context.config.tls / tls.CERTIFICATE, pem, uid=0, gid=0)
        files.write(mark(context.config), fingerprint(pem).encode(), uid=0, gid=0)
    for service in SHOWING:
        with contextlib.suppress(NotRunning):
            Supervisor(context.config).signal(service, "HUP")
    return {}


def sign_profile(context: Context, request: Request) -> Answer:
    """An Apple profile as a CMS message (RFC 5652) in DER, so that the device shows whose it is. Nothing but a profile
    is signed with this key. Raises Refused."""
    content = str(request["profile"]).encode()
    if len(content) > MAX_BYTES:
        raise Refused("too large")
    try:
        profile = plistlib.loads(content, fmt=plistlib.FMT_XML)
    except (ValueError, ExpatError, RecursionError) as error:
        raise Refused("no property list") from error
    if not isinstance(profile, dict) or profile.get("PayloadType") != "Configuration":
        raise Refused("no profile")
    place = context.config.tls
    first, *chain = x509.load_pem_x509_certificates((place / tls.CERTIFICATE).read_bytes())
    key = serialization.load_pem_private_key((place / tls.KEY).read_bytes(), None)
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise CommandFailed("no key that signs profiles")
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(first, key, hashes.SHA256())
    for certificate in chain:
        builder = builder.add_certificate(certificate)
    signed = builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    return {"signed": base64.b64encode(signed).decode()}


def _check(config: Config, pem: bytes) -> None:
    """Raises Refused."""
    if len(pem) > MAX_BYTES:
        raise Refused("too large")
    with tempfile.TemporaryDirectory() as made:
        directory = Path(made)
        (directory / tls.CERTIFICATE).write_bytes(pem)
        shutil.copy(config.tls / tls.KEY, directory / tls.KEY)
        try:
            tls.check_pair(directory)
            der = tls.first_certificate(directory / tls.CERTIFICATE)
        except (tls.BadCertificate, ValueError) as error:
            raise Refused(str(error)) from error
    if not tls.read_certificate(der, config.hostname).is_for_host:
        raise Refused(f"it is not for {config.hostname}")


VERBS = (
    Verb(request_own_certificate, ("background",)),
    Verb(use_own_certificate, ("background",)),
    Verb(sign_profile, ("web",)),
)
