"""Passkeys (WebAuthn, level 2): what is asked of the browser, and what its answers are worth. Pure but for the site's
name; py_webauthn checks signatures, origin and challenge."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

import webauthn
from django.conf import settings
from django.http import HttpRequest
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from fumibako.chapters.identity.two_step.kinds import Holder
from fumibako.chapters.identity.two_step.models import Passkey

MAX_ANSWER = 20_000  # characters of JSON
MAX_DEPTH = 6
# The password came first: a key that only has to be touched will do as the second step.
_USER = UserVerificationRequirement.PREFERRED
_CHOICE = AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.PREFERRED, user_verification=_USER)


class BadAnswer(ValueError):
    """What came is not what was asked for."""


@dataclass(frozen=True)
class NewKey:
    credential: str
    public_key: bytes
    sign_count: int


def new_challenge() -> str:
    return secrets.token_urlsafe(32)


def to_create(request: HttpRequest, holder: Holder, challenge: str, known: Iterable[Passkey]) -> str:
    """The options of navigator.credentials.create, as JSON. known: not to be registered a second time."""
    options = webauthn.generate_registration_options(
        rp_id=_host(request),
        rp_name=settings.FUMIBAKO.hostname,
        user_id=_handle(holder),
        user_name=holder.name,
        user_display_name=holder.name,
        challenge=base64url_to_bytes(challenge),
        authenticator_selection=_CHOICE,
        exclude_credentials=_described(known),
    )
    return options_to_json(options)


def to_get(request: HttpRequest, challenge: str, known: Iterable[Passkey]) -> str:
    """The options of navigator.credentials.get, as JSON."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(request),
        challenge=base64url_to_bytes(challenge),
        allow_credentials=_described(known),
        user_verification=_USER,
    )
    return options_to_json(options)


def created(request: HttpRequest, answer: str, challenge: str) -> NewKey:
    """The key in a browser's answer. Raises BadAnswer."""
    try:
        key = webauthn.verify_registration_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_host(request),
            expected_origin=_origin(request),
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadAnswer(str(error)) from error
    return NewKey(bytes_to_base64url(key.credential_id), key.credential_public_key, key.sign_count)


def credential_of(answer: str) -> str:
    """Which key has answered. Raises BadAnswer."""
    credential = _read(answer).get("id")
    if not isinstance(credential, str):
        raise BadAnswer("no id")
    return credential


def checked(request: HttpRequest, answer: str, challenge: str, key: Passkey) -> int:
    """The key's new count of signatures. Raises BadAnswer where it did not sign this challenge, on this site."""
    try:
        proof = webauthn.verify_authentication_response(
            credential=_read(answer),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=_host(request),
            expected_origin=_origin(request),
            credential_public_key=bytes(key.public_key),
            credential_current_sign_count=key.sign_count,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadAnswer(str(error)) from error
    return proof.new_sign_count


def _read(answer: str) -> dict[str, object]:
    if len(answer) > MAX_ANSWER or answer.count("{") > MAX_DEPTH or answer.count("[") > MAX_DEPTH:
        raise BadAnswer("too big")
    try:
        read = json.loads(answer)
    except ValueError as error:
        raise BadAnswer("no JSON") from error
    if not isinstance(read, dict):
        raise BadAnswer("no object")
    return read


def _described(known: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(key.credential)) for key in known]


def _handle(holder: Holder) -> bytes:
    """The same for all keys of a login, and nobody's name."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"passkey:{holder.login.pk}".encode(), hashlib.sha256)


def _host(request: HttpRequest) -> str:
    """Django has refused every host name that is not ours. A key works under the name that it was made under."""
    return request.get_host().partition(":")[0]


def _origin(request: HttpRequest) -> str:
    return f"https://{request.get_host()}"
