"""DMARC: whether a mail's author is who its From says, by what the author's domain publishes (RFC 7489, and for finding
the record and the organisation's domain the tree walk of its successor, which needs no list of suffixes).

Pure but for `lookup`, which returns the TXT records of a name and may raise what it likes.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

Lookup = Callable[[str], Sequence[str]]
MAX_QUERIES = 8  # of one walk
_VERSION = re.compile(r"v[ \t]*=[ \t]*DMARC1[ \t]*(?:;|\Z)")
_NAME, _VALUE = re.compile(r"[A-Za-z][A-Za-z0-9]*"), re.compile(r"[ -:<-~]*")
_REPORTS = re.compile(r"mailto:[^\s@,!]+@[^\s@,!]+(![0-9]+[kmgt]?)?", re.I)


class Policy(StrEnum):
    """What the domain wants done with mail that is not its own."""

    NONE = "none"
    QUARANTINE = "quarantine"
    REJECT = "reject"


# A domain that only tries its policy wants the next weaker one.
_WEAKER = {Policy.REJECT: Policy.QUARANTINE, Policy.QUARANTINE: Policy.NONE, Policy.NONE: Policy.NONE}


class BadRecord(ValueError):
    """It says that it is a DMARC record, and is none."""


@dataclass(frozen=True, kw_only=True)
class Record:
    """subdomains: the policy for names below the one that has the record. psd: "y" for a suffix that registries give
    names below, "n" for an organisation's own domain, "u" for who does not say."""

    policy: Policy
    subdomains: Policy
    is_dkim_strict: bool = False
    is_spf_strict: bool = False
    psd: str = "u"


@dataclass(frozen=True)
class Judged:
    """result: pass, fail, none, permerror; temperror: nobody could be asked. domain: the author's. policy: what it
    wants where the result is "fail"."""

    result: str
    domain: str
    policy: Policy = Policy.NONE


def judge(author: str, spf: Sequence[str], dkim: Sequence[str], lookup: Lookup) -> Judged:
    """author: the domain of From. spf, dkim: domains for which SPF passed and signatures were right."""
    author = author.lower().rstrip(".")
    try:
        found = _found(author, lookup)
    except BadRecord:
        return Judged("permerror", author)
    if found is None:
        return Judged("none", author)
    record, policy = found
    if author in {domain.lower().rstrip(".") for domain in (*spf, *dkim)}:
        return Judged("pass", author, policy)
    own = _organisation_of(author, lookup)
    for domains, is_strict in ((spf, record.is_spf_strict), (dkim, record.is_dkim_strict)):
        if any(_are_aligned(author, own, domain.lower().rstrip("."), is_strict, lookup) for domain in domains):
            return Judged("pass", author, policy)
    return Judged("fail", author, policy)


def strictest(judged: Iterable[Judged]) -> Judged | None:
    """Of several authors: the one whose domain objects most."""
    order = ("none", "pass", "permerror", "temperror", "fail")
    weights = (Policy.NONE, Policy.QUARANTINE, Policy.REJECT)
    return max(judged, key=lambda each: (order.index(each.result), weights.index(each.policy)), default=None)


def read(texts: Iterable[str]) -> Record | None:
    """The record among a name's TXT records; None if there is none, or more than one. Raises BadRecord."""
    records = [text for text in texts if _VERSION.match(text)]
    return _read(records[0]) if len(records) == 1 else None


def _read(text: str) -> Record:
    tags: dict[str, str] = {}
    for piece in text.split(";")[1:]:
        if not piece.strip():
            continue
        name, sign, value = (part.strip(" \t") for part in piece.partition("="))
        if not sign or not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise BadRecord(piece[:60])
        tags.setdefault(name.lower(), value)
    policy = _policy(tags.get("p"))
    if policy is None or ("sp" in tags and _policy(tags["sp"]) is None):
        # RFC 7489 section 6.6.3: somebody who only wants reports has mistyped the policy.
        if not any(_REPORTS.fullmatch(uri.strip()) for uri in tags.get("rua", "").split(",")):
            raise BadRecord("p")
        return Record(policy=Policy.NONE, subdomains=Policy.NONE, psd=_psd(tags))
    subdomains = _policy(tags["sp"]) or policy if "sp" in tags else policy
    if tags.get("t", "").lower() == "y" or tags.get("pct") == "0":
        policy, subdomains = _WEAKER[policy], _WEAKER[subdomains]
    return Record(
        policy=policy,
        subdomains=subdomains,
        is_dkim_strict=tags.get("adkim", "r").lower() == "s",
        is_spf_strict=tags.get("aspf", "r").lower() == "s",
        psd=_psd(tags),
    )


def _policy(word: str | None) -> Policy | None:
    return Policy(word.lower()) if word is not None and word.lower() in set(Policy) else None


def _psd(tags: dict[str, str]) -> str:
    psd = tags.get("psd", "u").lower()
    return psd if psd in ("y", "n") else "u"


def _found(author: str, lookup: Lookup) -> tuple[Record, Policy] | None:
    """The record that holds for the author's domain, and its policy for it. Raises BadRecord."""
    if record := read(lookup(f"_dmarc.{author}")):
        return record, record.policy
    organisation = _organisation_of(author, lookup)
    if organisation != author and (record := read(lookup(f"_dmarc.{organisation}"))):
        return record, record.subdomains
    return None


def _organisation_of(domain: str, lookup: Lookup) -> str:
    """The domain of whom it belongs to. A broken record says at least that somebody is there."""
    found = domain
    for name in _walk(domain):
        try:
            record = read(lookup(f"_dmarc.{name}"))
        except BadRecord:
            found = name
            continue
        if record is None:
            continue
        if record.psd == "n":
            return name
        if record.psd == "y":
            return found if name == domain else _one_below(name, domain)
        found = name
    return found


def _walk(domain: str) -> list[str]:
    """The domain and what it is below, nearest first; of a very long one the beginning is left out."""
    labels = domain.split(".")
    names = [".".join(labels[start:]) for start in range(len(labels))]
    return [names[0], *names[max(1, len(names) - MAX_QUERIES + 1) :]]


def _one_below(suffix: str, domain: str) -> str:
    return f"{domain.removesuffix(f'.{suffix}').rpartition('.')[2]}.{suffix}"


def _are_aligned(author: str, organisation: str, domain: str, is_strict: bool, lookup: Lookup) -> bool:
    if domain == author or is_strict:
        return domain == author
    is_near = domain == organisation or domain.endswith(f".{organisation}")
    return is_near and _organisation_of(domain, lookup) == organisation
