"""DMARC on cases of our own: what a domain publishes, which checks passed for whom, and what follows."""

import pytest

from fumibako.machine.formats import dmarc
from fumibako.machine.formats.dmarc import Judged, Policy, judge

pytestmark = pytest.mark.feature("B14")

NONE, QUARANTINE, REJECT = "v=DMARC1; p=none", "v=DMARC1; p=quarantine", "v=DMARC1; p=reject"
SUB = "v=DMARC1; p=reject; sp=none"
REPORTS = "rua=mailto:dmarc@example.jp"
A, B, C = "example.jp", "mail.example.jp", "news.mail.example.jp"
OTHER = "other.example"
Zone = dict[str, list[str]]

# What is published, From, SPF passed for, DKIM passed for, the result, the policy.
CASES: list[tuple[str, Zone, str, list[str], list[str], str, str]] = [
    # No record
    ("nothing published", {}, A, [A], [A], "none", "none"),
    ("another text only", {A: ["v=spf1 -all"]}, A, [], [], "none", "none"),
    ("a record of somebody else", {OTHER: [REJECT]}, A, [], [], "none", "none"),
    ("a record below", {B: [REJECT]}, A, [], [], "none", "none"),
    ("an empty text", {A: [""]}, A, [], [], "none", "none"),
    # Nothing passed
    ("none", {A: [NONE]}, A, [], [], "fail", "none"),
    ("quarantine", {A: [QUARANTINE]}, A, [], [], "fail", "quarantine"),
    ("reject", {A: [REJECT]}, A, [], [], "fail", "reject"),
    ("reject for a name below", {A: [REJECT]}, B, [], [], "fail", "reject"),
    ("reject for one far below", {A: [REJECT]}, C, [], [], "fail", "reject"),
    # Alignment, relaxed
    ("SPF of the same name", {A: [REJECT]}, A, [A], [], "pass", "reject"),
    ("DKIM of the same name", {A: [REJECT]}, A, [], [A], "pass", "reject"),
    ("both", {A: [REJECT]}, A, [A], [A], "pass", "reject"),
    ("SPF of a name below", {A: [REJECT]}, A, [B], [], "pass", "reject"),
    ("DKIM of a name below", {A: [REJECT]}, A, [], [C], "pass", "reject"),
    ("SPF of the name above", {A: [REJECT]}, B, [A], [], "pass", "reject"),
    ("DKIM of a sister", {A: [REJECT]}, B, [], ["shop.example.jp"], "pass", "reject"),
    ("another's SPF", {A: [REJECT]}, A, [OTHER], [], "fail", "reject"),
    ("another's DKIM", {A: [REJECT]}, A, [], [OTHER], "fail", "reject"),
    ("another's SPF, own DKIM", {A: [REJECT]}, A, [OTHER], [A], "pass", "reject"),
    ("another's DKIM first", {A: [REJECT]}, A, [], [OTHER, A], "pass", "reject"),
    ("a name that only ends alike", {A: [REJECT]}, A, ["evilexample.jp"], [], "fail", "reject"),
    ("the suffix itself", {A: [REJECT]}, A, ["jp"], ["jp"], "fail", "reject"),
    ("capitals", {A: [REJECT]}, "Example.JP", ["EXAMPLE.jp"], [], "pass", "reject"),
    ("a dot at the end", {A: [REJECT]}, "example.jp.", [], ["example.jp."], "pass", "reject"),
    # Alignment, strict
    ("strict SPF, same name", {A: [f"{REJECT}; aspf=s"]}, A, [A], [], "pass", "reject"),
    ("strict SPF, name below", {A: [f"{REJECT}; aspf=s"]}, A, [B], [], "fail", "reject"),
    ("strict DKIM, same name", {A: [f"{REJECT}; adkim=s"]}, A, [], [A], "pass", "reject"),
    ("strict DKIM, name below", {A: [f"{REJECT}; adkim=s"]}, A, [], [B], "fail", "reject"),
    ("strict SPF leaves DKIM relaxed", {A: [f"{REJECT}; aspf=s"]}, A, [B], [B], "pass", "reject"),
    ("strict, from below", {A: [f"{REJECT}; aspf=s; adkim=s"]}, B, [A], [A], "fail", "reject"),
    ("relaxed said aloud", {A: [f"{REJECT}; aspf=r; adkim=r"]}, A, [B], [], "pass", "reject"),
    ("a strictness there is not", {A: [f"{REJECT}; aspf=x"]}, A, [B], [], "pass", "reject"),
    # Subdomains
    ("sp holds below", {A: [SUB]}, B, [], [], "fail", "none"),
    ("sp does not hold above", {A: [SUB]}, A, [], [], "fail", "reject"),
    ("sp stricter than p", {A: ["v=DMARC1; p=none; sp=reject"]}, B, [], [], "fail", "reject"),
    ("its own record before the one above", {A: [REJECT], B: [NONE]}, B, [], [], "fail", "none"),
    ("the organisation's, not the one between", {A: [REJECT], B: [NONE]}, C, [], [], "fail", "reject"),
    ("a sister with a record of her own", {A: [REJECT], B: [NONE]}, A, [B], [], "pass", "reject"),
    # Suffixes and organisations that say so
    ("psd=y: customers are strangers", {"co.test": [f"{NONE}; psd=y"]}, "a.co.test", ["b.co.test"], [], "none", "none"),
    (
        *("psd=y: each its own", {"co.test": [f"{NONE}; psd=y"], "a.co.test": [REJECT]}, "a.co.test"),
        *(["b.co.test"], [], "fail", "reject"),
    ),
    (
        *("psd=y: below one's own", {"co.test": [f"{NONE}; psd=y"], "a.co.test": [REJECT]}, "a.co.test"),
        *(["m.a.co.test"], [], "pass", "reject"),
    ),
    ("psd=n: an organisation of its own", {A: [REJECT], B: [f"{REJECT}; psd=n"]}, B, [A], [], "fail", "reject"),
    ("psd=n: below it", {A: [REJECT], B: [f"{QUARANTINE}; psd=n"]}, C, [B], [], "pass", "quarantine"),
    # Two records
    ("two records", {A: [REJECT, NONE]}, A, [], [], "none", "none"),
    ("the same twice", {A: [REJECT, REJECT]}, A, [], [], "none", "none"),
    ("two below, one above", {A: [REJECT], B: [NONE, NONE]}, B, [], [], "fail", "reject"),
    ("one beside other texts", {A: ["hello", REJECT, "v=spf1 -all"]}, A, [], [], "fail", "reject"),
    # Broken
    ("no policy", {A: ["v=DMARC1"]}, A, [A], [], "permerror", "none"),
    ("a policy there is not", {A: ["v=DMARC1; p=block"]}, A, [A], [], "permerror", "none"),
    ("a broken policy, but reports", {A: [f"v=DMARC1; p=block; {REPORTS}"]}, A, [], [], "fail", "none"),
    ("a broken sp", {A: ["v=DMARC1; p=reject; sp=x"]}, A, [], [], "permerror", "none"),
    ("words for tags", {A: ["v=DMARC1; p=reject; please do"]}, A, [], [], "permerror", "none"),
    ("the version not first", {A: ["p=reject; v=DMARC1"]}, A, [], [], "none", "none"),
    ("the version in small letters", {A: ["v=dmarc1; p=reject"]}, A, [], [], "none", "none"),
    ("a later version", {A: ["v=DMARC12; p=reject"]}, A, [], [], "none", "none"),
    ("blanks everywhere", {A: ["v = DMARC1 ;  p = reject ; "]}, A, [], [], "fail", "reject"),
    ("capitals in the policy", {A: ["v=DMARC1; P=Reject"]}, A, [], [], "fail", "reject"),
    ("tags nobody knows", {A: ["v=DMARC1; p=reject; xyz=1; ri=86400"]}, A, [], [], "fail", "reject"),
    # Trying it
    ("t=y is one weaker", {A: ["v=DMARC1; p=reject; t=y"]}, A, [], [], "fail", "quarantine"),
    ("pct=0 is one weaker", {A: ["v=DMARC1; p=quarantine; pct=0"]}, A, [], [], "fail", "none"),
    ("pct=50 is not tossed", {A: ["v=DMARC1; p=reject; pct=50"]}, A, [], [], "fail", "reject"),
    # Names longer than anybody has
    ("ten labels", {A: [REJECT]}, "a.b.c.d.e.f.g.h.example.jp", [], [], "fail", "reject"),
]


@pytest.mark.parametrize(
    ("zone", "author", "spf", "dkim", "result", "policy"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_domain_is_taken_at_its_word(
    zone: Zone, author: str, spf: list[str], dkim: list[str], result: str, policy: str
) -> None:
    judged = judge(author, spf, dkim, lambda name: zone.get(name.removeprefix("_dmarc."), []))
    assert (judged.result, judged.policy.value) == (result, policy)


def test_a_walk_ends_soon() -> None:
    asked = []

    def lookup(name: str) -> list[str]:
        asked.append(name)
        return []

    judge(".".join("abcdefghijklmnopqrst"), [], [], lookup)
    assert len(set(asked)) <= dmarc.MAX_QUERIES


def test_of_several_authors_the_one_that_objects_counts() -> None:
    passed, failed = Judged("pass", A, Policy.REJECT), Judged("fail", OTHER, Policy.QUARANTINE)
    assert dmarc.strictest([passed, failed, Judged("none", B)]) is failed
    assert dmarc.strictest([]) is None
