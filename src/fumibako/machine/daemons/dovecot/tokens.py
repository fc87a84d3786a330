"""Logging in to Dovecot, and by it to Postfix, in a user's name without their password: a signed token of one minute
(RFC 7519, RFC 7628). Dovecot knows the public key only."""

import time
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from fumibako.machine.conf import Config
from fumibako.machine.system import files

SECONDS = 60
ALGORITHM = "ES256"
ISSUER = "fumibako"


def token(config: Config, address: str) -> str:
    """A login of that mailbox, for the next minute. Whoever asks has made sure that it is its user who is here."""
    now = int(time.time())
    claims = {"sub": address, "iss": ISSUER, "iat": now, "nbf": now, "exp": now + SECONDS}
    return jwt.encode(claims, private_key(config).read_bytes(), algorithm=ALGORITHM)


def private_key(config: Config) -> Path:
    return config.secrets / "webmail.pem"


def public_keys(config: Config) -> Path:
    """Where Dovecot looks up a key, by the names default/ES256/default."""
    return config.home("dovecot") / "tokens"


def make_keys(config: Config) -> None:
    """The pair, once; the public one again from the private one."""
    path = private_key(config)
    if not path.exists():
        made = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        files.write(path, made, mode=0o640, uid=0, gid=config.uids.control)
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    directory = files.directory(public_keys(config))
    for name in ("default", ALGORITHM):
        directory = files.directory(directory / name)
    files.write(directory / "default", public, mode=0o644)
