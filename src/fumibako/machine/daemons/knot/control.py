"""Asking the name server what it signs with, which needs no rights: the keys' public half is in the zone. Having a key
changed is the agent's."""

from dataclasses import dataclass

import dns.dnssec
import dns.exception
import dns.message
import dns.name
import dns.query
import dns.rdatatype

from fumibako.machine.conf import Config
from fumibako.machine.provision.client import ask

SECONDS = 2.0
SEP = 0x0001  # the flag of a key that a parent names (RFC 4034 section 2.1.1)


@dataclass(frozen=True)
class DelegationSigner:
    """A DS record (RFC 4034 section 5), as registrars ask for its parts. public_key: some ask for that instead."""

    key_tag: int
    algorithm: int
    digest_type: int
    digest: str
    public_key: str

    def __str__(self) -> str:
        return f"{self.key_tag} {self.algorithm} {self.digest_type} {self.digest}"


@dataclass(frozen=True)
class Keys:
    """Every method raises AgentDown, AgentFailed or AgentRefused, and may be called again."""

    config: Config

    def begin_roll(self, domain: str) -> None:
        """Publish a new key beside the old one."""
        ask(self.config, "begin_key_roll", {"domain": domain})

    def end_roll(self, domain: str) -> None:
        """The parent names the new key, and no cache has anything older: sign with it alone."""
        ask(self.config, "end_key_roll", {"domain": domain})


def delegation_signers(config: Config, domain: str) -> tuple[DelegationSigner, ...]:
    """What the domain's parent has to say for its signatures to count; nothing while the zone is not signed, or the
    name server does not answer."""
    name = dns.name.from_text(domain)
    question = dns.message.make_query(name, dns.rdatatype.DNSKEY, want_dnssec=True)
    try:
        answer, _ = dns.query.udp_with_fallback(
            question, where=config.own_address, port=config.ports.dns, timeout=SECONDS
        )
    except (dns.exception.DNSException, OSError, EOFError):
        return ()
    keys = (key for each in answer.answer if each.rdtype == dns.rdatatype.DNSKEY for key in each)
    return tuple(sorted((_signer(name, key) for key in keys if key.flags & SEP), key=str))


def _signer(name: dns.name.Name, key: dns.rdata.Rdata) -> DelegationSigner:
    made = dns.dnssec.make_ds(name, key, "SHA256")
    public = key.to_text().split(" ", 3)[3].replace(" ", "")
    return DelegationSigner(made.key_tag, int(made.algorithm), int(made.digest_type), made.digest.hex().upper(), public)
