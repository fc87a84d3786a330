"""Mails signed by their domain, and the name server that knows its key: what checking of senders costs."""

import contextlib
import random
import socket
import threading
from base64 import b64encode
from collections.abc import Iterator, Sequence

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bench.mail_path.mails import mix
from fumibako.processes.filterd.signing import signature

DOMAIN, SELECTOR = "out.example", "k1"
_KEY = rsa.generate_private_key(65537, 2048)
_PUBLIC = b64encode(_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
RECORDS = {
    f"{SELECTOR}._domainkey.{DOMAIN}.": f"v=DKIM1; k=rsa; p={_PUBLIC}",
    f"_dmarc.{DOMAIN}.": "v=DMARC1; p=reject",
}


def signed(number: int, chance: random.Random) -> Sequence[bytes]:
    return [signature(mail, DOMAIN, SELECTOR, _KEY).encode() + b"\r\n" + mail for mail in mix(number, chance)]


@contextlib.contextmanager
def name_server(port: int) -> Iterator[None]:
    """Knows RECORDS and that there is nothing else."""
    with socket.socket(type=socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", port))
        threading.Thread(target=_serve, args=(server,), daemon=True).start()
        yield


def _serve(server: socket.socket) -> None:
    while True:
        packet, asker = server.recvfrom(4096)
        query = dns.message.from_wire(packet)
        name = query.question[0].name.to_text()
        reply = dns.message.make_response(query)
        reply.flags |= dns.flags.AA | dns.flags.RA
        if name not in RECORDS:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        elif query.question[0].rdtype == dns.rdatatype.TXT:
            parts = [RECORDS[name][at : at + 255] for at in range(0, len(RECORDS[name]), 255)]
            reply.answer.append(dns.rrset.from_text(name, 300, "IN", "TXT", " ".join(f'"{part}"' for part in parts)))
        server.sendto(reply.to_wire(max_size=4096), asker)
