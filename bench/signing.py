"""What DKIM costs a mail: signing as filterd does it, against dkimpy alone, and checking of what was signed.

    python -m bench.signing [--rounds 5] [--mails 200]      (seconds; no box)

The mails are those of bench.mail_path, so the milliseconds stand beside its CPU ms/mail. Aim: ours/dkimpy at least 2.
On a machine that does other work the numbers mean nothing.
"""

import argparse
import random
import statistics
import sys
import time
from base64 import b64encode
from collections.abc import Callable, Sequence

import dkim
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from bench.mail_path.mails import mix
from fumibako.processes.filterd.engines.senders import verified
from fumibako.processes.filterd.signing import signature

DOMAIN, SELECTOR = "out.example", "k1"
AIM = 2.0


def main(argv: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--mails", type=int, default=200)
    given = parser.parse_args(argv)
    key = rsa.generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    record = f"v=DKIM1; k=rsa; p={b64encode(public).decode()}"
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    relaxed = (b"relaxed", b"relaxed")
    ways: dict[str, Callable[[bytes], object]] = {
        "ours": lambda mail: signature(mail, DOMAIN, SELECTOR, key),
        "dkimpy": lambda mail: dkim.sign(mail, SELECTOR.encode(), DOMAIN.encode(), pem, canonicalize=relaxed),
        "checked": lambda mail: verified(mail, lambda name: [record]),
    }
    found: dict[str, list[float]] = {way: [] for way in ways}
    for number in range(given.rounds + 1):  # round 0 warms up
        mails = mix(given.mails, random.Random(number))
        signed = [signature(mail, DOMAIN, SELECTOR, key).encode() + b"\r\n" + mail for mail in mails]
        for way, does in ways.items():
            started = time.process_time()
            for mail in signed if way == "checked" else mails:
                does(mail)
            if number:
                found[way].append((time.process_time() - started) / len(mails))
    for way, seconds in found.items():
        print(f"{way:8}{statistics.median(seconds) * 1000:8.2f} CPU ms/mail")
    ratios = [other / mine for mine, other in zip(found["ours"], found["dkimpy"], strict=True)]
    print(f"ours/dkimpy: {statistics.median(ratios):.1f} ({min(ratios):.1f}-{max(ratios):.1f} by round), aim {AIM:.0f}")


if __name__ == "__main__":
    main(sys.argv[1:])
