"""The policy by which other servers send to a domain over TLS only (MTA-STS, RFC 8461). Pure."""

import hashlib

_AGES = {"enforce": 604_800, "testing": 86_400, "none": 86_400}


def policy(mode: str, hostname: str) -> str:
    lines = ["version: STSv1", f"mode: {mode}"]
    if mode != "none":
        lines.append(f"mx: {hostname}")
    return "".join(f"{line}\r\n" for line in (*lines, f"max_age: {_AGES[mode]}"))


def identity(mode: str, hostname: str) -> str:
    """Another one for every other policy: by it servers learn that it has changed."""
    return hashlib.sha256(policy(mode, hostname).encode()).hexdigest()[:20]
