"""Whose a job is, as a key. A page finds a job only if its reader has the job's key.

Logins go by the number of their row, which is never used again: a name may be.
"""


def login(pk: int) -> str:
    return f"login:{pk}"


def domain(name: str) -> str:
    return f"domain:{name}"


def customer(number: str) -> str:
    return f"customer:{number}"
