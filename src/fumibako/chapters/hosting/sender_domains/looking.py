"""Asking the DNS about a domain's records. Outside of any transaction: it takes as long as name servers take."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from fumibako.chapters.hosting.sender_domains.records import Place, questions, wanted
from fumibako.machine.conf import Config
from fumibako.machine.system.resolver import LookupFailed, Resolver
from fumibako.machine.system.sender_policy import SenderPolicy

AT_ONCE = 8


@dataclass(frozen=True)
class Seen:
    """answers: by question, None where nobody answered. name_servers: the domain's, in small letters."""

    answers: dict[str, list[str] | None]
    spf: str
    name_servers: frozenset[str]


def look(config: Config, place: Place) -> Seen:
    resolver = Resolver(config, is_fresh=True)
    asked = questions(wanted(place), place.domain)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        spf = pool.submit(_spf, resolver, place)
        answers = dict(zip(asked, pool.map(lambda question: _answer(resolver, question), asked), strict=True))
    names = answers.pop(f"NS {place.domain}") or []
    return Seen(answers, spf.result(), frozenset(name.lower() for name in names))


def _answer(resolver: Resolver, question: str) -> list[str] | None:
    kind, _, name = question.partition(" ")
    try:
        return resolver.ask(name, kind)
    except LookupFailed:
        return None


def _spf(resolver: Resolver, place: Place) -> str:
    """The worst of what SPF says of this machine's addresses."""
    policy = SenderPolicy(resolver)
    sender = f"postmaster@{place.domain}"
    results: Sequence[str] = [
        policy.check(address=str(address), sender=sender, helo=place.hostname) for address in place.addresses
    ]
    return next((result for result in results if result != "pass"), "pass" if results else "")
