"""The webmail's way into a mailbox and to the submission service: a signed token instead of a password (C1)."""

import imaplib
import smtplib
import socket
import ssl
import time
from collections.abc import Callable

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from fumibako.machine.daemons.dovecot.tokens import ALGORITHM, ISSUER, private_key, token
from tests.journeys.clients import NamedContext, Person
from tests.journeys.office import Office

pytestmark = [pytest.mark.box, pytest.mark.feature("A2")]


def bearer(address: str, signed: str) -> str:
    return f"n,a={address},\x01auth=Bearer {signed}\x01\x01"


class _From(imaplib.IMAP4_SSL):
    """A client that connects to this machine from an address of one's choice."""

    def __init__(self, source: str, port: int, context: NamedContext) -> None:
        self._source = source
        super().__init__("127.0.0.1", port, ssl_context=context)

    def _create_socket(self, timeout: float | None) -> ssl.SSLSocket:
        plain = socket.create_connection((self.host, self.port), timeout, (self._source, 0))
        return self.ssl_context.wrap_socket(plain, server_hostname=self.host)


@pytest.fixture
def log_in(office: Office) -> Callable[..., str]:
    """Log in by IMAP with that token; the answer is OK or NO."""

    def log_in(address: str, signed: str, source: str = "127.0.0.1") -> str:
        config = office.config
        context = NamedContext.of(config.tls / "certificate.pem", config.hostname)
        client = _From(source, config.ports.imaps, context)
        try:
            answer, _ = client.authenticate("OAUTHBEARER", lambda challenge: bearer(address, signed).encode())
        except imaplib.IMAP4.error:
            return "NO"
        finally:
            client.shutdown()
        return answer

    return log_in


def signed(office: Office, address: str, **claims: object) -> str:
    now = int(time.time())
    usual = {"sub": address, "iss": ISSUER, "iat": now, "nbf": now, "exp": now + 60}
    return jwt.encode(usual | claims, private_key(office.config).read_bytes(), algorithm=ALGORITHM)


def test_a_token_opens_its_own_mailbox(office: Office, suzuki: Person, log_in: Callable[..., str]) -> None:
    assert log_in(suzuki.address, token(office.config, suzuki.address)) == "OK"


def test_a_token_of_another_user_is_refused(
    office: Office, suzuki: Person, sato: Person, log_in: Callable[..., str]
) -> None:
    assert log_in(suzuki.address, token(office.config, sato.address)) == "NO"


def test_a_token_of_a_minute_ago_is_refused(office: Office, suzuki: Person, log_in: Callable[..., str]) -> None:
    now = int(time.time())
    old = signed(office, suzuki.address, iat=now - 90, nbf=now - 90, exp=now - 30)
    assert log_in(suzuki.address, old) == "NO"


def test_a_token_of_another_issuer_is_refused(office: Office, suzuki: Person, log_in: Callable[..., str]) -> None:
    assert log_in(suzuki.address, signed(office, suzuki.address, iss="somebody")) == "NO"


def test_a_token_signed_by_somebody_elses_key_is_refused(suzuki: Person, log_in: Callable[..., str]) -> None:
    now = int(time.time())
    claims = {"sub": suzuki.address, "iss": ISSUER, "iat": now, "nbf": now, "exp": now + 60}
    forged = jwt.encode(claims, ec.generate_private_key(ec.SECP256R1()), algorithm=ALGORITHM)
    assert log_in(suzuki.address, forged) == "NO"


def test_a_token_from_elsewhere_is_refused(office: Office, suzuki: Person, log_in: Callable[..., str]) -> None:
    fresh = token(office.config, suzuki.address)
    assert (log_in(suzuki.address, fresh, "127.0.0.2"), log_in(suzuki.address, fresh)) == ("NO", "OK")


def test_case_049_a_token_of_a_suspended_account_is_refused(
    office: Office, new_person: Callable[[], Person], log_in: Callable[..., str]
) -> None:
    person = new_person()
    assert log_in(person.address, token(office.config, person.address)) == "OK"
    office.suspend_account(person)
    office.settled(person.address)
    assert log_in(person.address, token(office.config, person.address)) == "NO"


def test_an_unsigned_token_is_refused(suzuki: Person, log_in: Callable[..., str]) -> None:
    now = int(time.time())
    claims = {"sub": suzuki.address, "iss": ISSUER, "iat": now, "nbf": now, "exp": now + 60}
    assert log_in(suzuki.address, jwt.encode(claims, "", algorithm="none")) == "NO"


def test_wrong_tokens_do_not_lock_the_account(office: Office, suzuki: Person, log_in: Callable[..., str]) -> None:
    wrong = signed(office, suzuki.address, iss="somebody")
    assert [log_in(suzuki.address, wrong) for _ in range(6)] == ["NO"] * 6
    assert log_in(suzuki.address, token(office.config, suzuki.address)) == "OK"


def test_a_token_is_no_password(office: Office, suzuki: Person) -> None:
    config = office.config
    context = NamedContext.of(config.tls / "certificate.pem", config.hostname)
    client = imaplib.IMAP4_SSL("127.0.0.1", config.ports.imaps, ssl_context=context)
    with pytest.raises(imaplib.IMAP4.error):
        client.login(suzuki.address, token(config, suzuki.address))
    client.shutdown()


def test_a_token_sends_by_the_submission_service(office: Office, suzuki: Person) -> None:
    config = office.config
    context = NamedContext.of(config.tls / "certificate.pem", config.hostname)
    with smtplib.SMTP_SSL("127.0.0.1", config.ports.submissions, context=context) as client:
        client.ehlo()
        code, _ = client.auth(
            "OAUTHBEARER", lambda challenge=None: bearer(suzuki.address, token(config, suzuki.address))
        )
    assert code == 235
