"""Certificates from an authority that gives them by itself (ACME, RFC 8555), proved by HTTP-01.

The account's key is made at the first order and stays. An answer to a challenge lies where nginx shows it to everybody
(`machine/daemons/nginx/sites.py`) while the order is under way.
"""

import contextlib
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import requests
from acme import challenges, client, messages
from acme import errors as acme_errors
from josepy.jwa import ES256
from josepy.jwk import JWK

from fumibako.chapters.hosting.certificates import errors
from fumibako.machine.conf import Config
from fumibako.machine.formats.certificates import KeyKind, make_key
from fumibako.machine.system import files

log = logging.getLogger("fumibako.certificates")
STEP_SECONDS = 20
TIMEOUT_SECONDS = 15
MAX_DETAIL = 300


def ordered(config: Config, request: str, breathe: Callable[[], None]) -> str:
    """The certificate for a signing request, and its chain. breathe: called between the slow parts. Raises
    NameNotReached, OrderRefused, AuthorityAway."""
    try:
        with _explained():
            account = _account(config)
            breathe()
            order = account.new_order(request.encode())
            with _answers(config, account, order):
                breathe()
                order = account.poll_authorizations(order, _soon())
                breathe()
                return str(account.finalize_order(order, _soon()).fullchain_pem)
    except acme_errors.ValidationError as error:
        raise _not_reached(error) from error


def _account(config: Config) -> client.ClientV2:
    path = config.acme / "account" / "key.pem"
    if not path.exists():
        files.write(path, make_key(KeyKind.EC).encode(), mode=0o600)
    key = JWK.load(path.read_bytes())
    web = config.settings.web
    network = client.ClientNetwork(key, alg=ES256, user_agent="fumibako", timeout=TIMEOUT_SECONDS)
    network.verify_ssl = web.acme_roots or True  # type: ignore[assignment] # handed to requests, which takes a file
    account = client.ClientV2(client.ClientV2.get_directory(web.acme_directory, network), network)
    try:
        account.new_account(messages.NewRegistration(terms_of_service_agreed=True))
    except acme_errors.ConflictError as known:
        network.account = messages.RegistrationResource(uri=known.location, body=messages.Registration())
    return account


@contextlib.contextmanager
def _answers(config: Config, account: client.ClientV2, order: messages.OrderResource) -> Iterator[None]:
    """Answer every challenge, and take the answers away afterwards."""
    written: list[Path] = []
    try:
        for authorization in order.authorizations:
            if authorization.body.status == messages.STATUS_VALID:
                continue
            asked = next(one for one in authorization.body.challenges if isinstance(one.chall, challenges.HTTP01))
            answer, content = asked.chall.response_and_validation(account.net.key)
            path = config.acme / "answers" / asked.chall.path.lstrip("/")
            written.append(path)
            files.write(path, content.encode())
            account.answer_challenge(asked, answer)
        yield
    finally:
        for path in written:
            path.unlink(missing_ok=True)


@contextlib.contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except messages.Error as error:
        raise errors.OrderRefused(detail=_plain(error.detail or error.code)) from error
    except acme_errors.ValidationError:
        raise
    except (requests.RequestException, OSError, acme_errors.Error, acme_errors.TimeoutError) as error:
        log.warning("%s: %s", type(error).__name__, error)
        raise errors.AuthorityAway from error


def _not_reached(error: acme_errors.ValidationError) -> errors.NameNotReached | errors.OrderRefused:
    for failed in error.failed_authzrs:
        for challenge in failed.body.challenges:
            if challenge.error is not None:
                detail = _plain(challenge.error.detail or challenge.error.code)
                return errors.NameNotReached(name=failed.body.identifier.value, detail=detail.rstrip("."))
    return errors.OrderRefused(detail=_plain(error))


def _plain(text: object) -> str:
    """One line of what somebody else wrote."""
    return "".join(each if each.isprintable() else " " for each in str(text))[:MAX_DETAIL]


def _soon() -> datetime:
    """As the library reckons: local time without a zone."""
    return datetime.now() + timedelta(seconds=STEP_SECONDS)
