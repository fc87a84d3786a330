"""The DNS records that a domain needs so that others believe its mail, and whether they are there. Pure."""

import ipaddress
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from fumibako.chapters.hosting.sender_domains.mta_sts import identity
from fumibako.machine.formats import dmarc

Answers = Mapping[str, list[str] | None]
_TAGS = re.compile(r"\s*([a-z]+)\s*=\s*([^;]*)")


class Purpose(StrEnum):
    MX = "mx"
    SPF = "spf"
    DKIM = "dkim"
    DMARC = "dmarc"
    MTA_STS = "mta_sts"
    MTA_STS_HOST = "mta_sts_host"
    TLS_RPT = "tls_rpt"


class Standing(StrEnum):
    """DOUBLE: two where only one may be, so that neither counts. UNKNOWN: not asked yet, or nobody answered."""

    OK = "ok"
    MISSING = "missing"
    DIFFERENT = "different"
    DOUBLE = "double"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Wanted:
    """name: in full, without the dot at its end. value: as the zone has it, a TXT record's is its text."""

    purpose: Purpose
    type: str
    name: str
    value: str

    @property
    def question(self) -> str:
        return f"{self.type} {self.name}"


@dataclass(frozen=True)
class Place:
    """What the records of one domain are made of. keys: selector and public key of each that must be found."""

    domain: str
    hostname: str
    addresses: Sequence[ipaddress.IPv4Address | ipaddress.IPv6Address]
    mode: str
    keys: Sequence[tuple[str, str]] = field(default=())


def record_of(domain: str, selector: str, public_key: str) -> Wanted:
    """The record of a DKIM key."""
    return Wanted(Purpose.DKIM, "TXT", f"{selector}._domainkey.{domain}", f"v=DKIM1; k=rsa; p={public_key}")


def wanted(place: Place) -> list[Wanted]:
    domain = place.domain
    records = [
        Wanted(Purpose.MX, "MX", domain, f"10 {place.hostname}."),
        Wanted(Purpose.SPF, "TXT", domain, f"v=spf1 a:{place.hostname} ~all"),
    ]
    records += [record_of(domain, selector, public) for selector, public in place.keys]
    records.append(
        Wanted(Purpose.DMARC, "TXT", f"_dmarc.{domain}", f"v=DMARC1; p=none; rua=mailto:postmaster@{domain}")
    )
    if place.mode != "none":
        text = f"v=STSv1; id={identity(place.mode, place.hostname)};"
        records.append(Wanted(Purpose.MTA_STS, "TXT", f"_mta-sts.{domain}", text))
        for address in place.addresses:
            kind = "A" if address.version == 4 else "AAAA"
            records.append(Wanted(Purpose.MTA_STS_HOST, kind, f"mta-sts.{domain}", str(address)))
    reports = f"v=TLSRPTv1; rua=mailto:postmaster@{domain}"
    records.append(Wanted(Purpose.TLS_RPT, "TXT", f"_smtp._tls.{domain}", reports))
    return records


def questions(records: Iterable[Wanted], domain: str) -> list[str]:
    """What the DNS is to be asked, each once: the records, and whose zone it is."""
    return list(dict.fromkeys((*(record.question for record in records), f"NS {domain}")))


def standing(record: Wanted, answers: Answers, spf: str, place: Place) -> Standing:
    """spf: what SPF says of this machine sending for the domain."""
    found = answers.get(record.question)
    if found is None:
        return Standing.UNKNOWN
    match record.purpose:
        case Purpose.MX:
            return _one_of(found, any(value.split()[-1].lower() == place.hostname for value in found))
        case Purpose.SPF:
            return _spf(found, spf, place)
        case Purpose.DKIM:
            keys = [_tags(text).get("p", "").replace(" ", "") for text in found]
            return _one_of([key for key in keys if key], _tags(record.value)["p"] in keys)
        case Purpose.DMARC:
            return _dmarc(found)
        case Purpose.MTA_STS:
            texts = _of_version(found, "STSv1")
            return _single(texts, any(_tags(text).get("id") == _tags(record.value)["id"] for text in texts))
        case Purpose.MTA_STS_HOST:
            return _one_of(found, record.value in found)
        case Purpose.TLS_RPT:
            texts = _of_version(found, "TLSRPTv1")
            return _single(texts, any("rua" in _tags(text) for text in texts))


def shown(record: Wanted, answers: Answers) -> list[str]:
    """What is there instead, or besides: of a domain's own texts only those that are meant."""
    found = answers.get(record.question) or []
    if record.purpose is Purpose.SPF:
        return [text for text in found if text.lower().split()[:1] == ["v=spf1"]]
    return found


def _one_of(found: Sequence[str], is_there: bool) -> Standing:
    if is_there:
        return Standing.OK
    return Standing.DIFFERENT if found else Standing.MISSING


def _single(found: Sequence[str], is_there: bool) -> Standing:
    return Standing.DOUBLE if len(found) > 1 else _one_of(found, is_there)


def _spf(found: Sequence[str], spf: str, place: Place) -> Standing:
    texts = [text for text in found if text.lower().split()[:1] == ["v=spf1"]]
    terms = [term.lower().removeprefix("+") for text in texts for term in text.split()]
    return _single(texts, spf == "pass" or f"a:{place.hostname}" in terms)


def _dmarc(found: Sequence[str]) -> Standing:
    texts = _of_version(found, "DMARC1")
    try:
        return _single(texts, dmarc.read(texts) is not None)
    except dmarc.BadRecord:
        return Standing.DIFFERENT


def _of_version(found: Sequence[str], version: str) -> list[str]:
    return [text for text in found if _tags(text).get("v", "").strip() == version]


def _tags(text: str) -> dict[str, str]:
    return {match[1]: match[2].strip() for piece in text.split(";") if (match := _TAGS.match(piece))}
