"""The certificate of the box's own name, for whoever orders one. Its private key stays with root: the agent signs the
request and takes the answer (docs/decisions/0164-own-certificate.md)."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fumibako.machine.conf import Config
from fumibako.machine.formats.certificates import Certificate, NotReadable, pasted, read_certificate
from fumibako.machine.provision.client import ask
from fumibako.machine.system.tls import CERTIFICATE, SELF_MADE_NAME

RENEWED_BEFORE = timedelta(days=30)


def mark(config: Config) -> Path:
    """Names the certificate that was taken from an authority by itself. Any other one is the operator's."""
    return config.tls / "automatic"


def fingerprint(pem: bytes) -> str:
    return hashlib.sha256(pem).hexdigest()


def present(config: Config) -> Certificate | None:
    """None: there is nothing that can be read."""
    try:
        first = pasted((config.tls / CERTIFICATE).read_text(errors="replace")).certificates[0]
        return read_certificate(first)
    except (OSError, NotReadable, IndexError):
        return None


def is_due(config: Config, now: datetime) -> bool:
    """Whether another one is to be ordered: in place of the self-made one, and of one that was ordered here and ends
    soon or is for another name. What the operator has put there is theirs, also where they have signed it
    themselves."""
    found = present(config)
    if found is None:
        return False
    if found.is_self_signed and SELF_MADE_NAME in found.names:
        return True
    try:
        ours = mark(config).read_text() == fingerprint((config.tls / CERTIFICATE).read_bytes())
    except OSError:
        return False
    return ours and (found.expires_at - now < RENEWED_BEFORE or config.hostname not in found.names)


@dataclass(frozen=True)
class OwnCertificate:
    """Every method raises AgentDown, AgentFailed or AgentRefused."""

    config: Config

    def request(self) -> str:
        """A signing request for the box's name."""
        return str(ask(self.config, "request_own_certificate", {})["request"])

    def signed(self, profile: bytes) -> bytes:
        """An Apple profile, signed in the box's name."""
        return base64.b64decode(str(ask(self.config, "sign_profile", {"profile": profile.decode()})["signed"]))

    def use(self, pem: str) -> None:
        """Show it from now on, with its chain, on every port."""
        ask(self.config, "use_own_certificate", {"pem": pem})
