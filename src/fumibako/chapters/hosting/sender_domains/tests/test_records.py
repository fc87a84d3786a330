"""What the DNS says, and what is made of it."""

import ipaddress
from dataclasses import replace

import pytest

from fumibako.chapters.hosting.sender_domains.mta_sts import identity, policy
from fumibako.chapters.hosting.sender_domains.records import Place, Purpose, Standing, questions, standing, wanted

pytestmark = pytest.mark.feature("B14")
HOST = "mail.fumibako.test"
PLACE = Place("sample.example", HOST, [ipaddress.ip_address("192.0.2.1")], "testing", [("k1", "AAAA")])
OK, MISSING, DIFFERENT, DOUBLE, UNKNOWN = Standing


@pytest.mark.parametrize(
    ("purpose", "found", "expected"),
    [
        (Purpose.MX, [f"10 {HOST}"], OK),
        (Purpose.MX, ["5 mx.other.example", f"20 {HOST.upper()}"], OK),
        (Purpose.MX, ["5 mx.other.example"], DIFFERENT),
        (Purpose.MX, [], MISSING),
        (Purpose.MX, None, UNKNOWN),
        (Purpose.SPF, [f"v=spf1 a:{HOST} ~all"], OK),
        (Purpose.SPF, ["google-site-verification=x", f"V=SPF1 include:x.example +A:{HOST} -all"], OK),
        (Purpose.SPF, ["v=spf1 include:x.example -all"], DIFFERENT),
        (Purpose.SPF, [f"v=spf1 a:{HOST} ~all", "v=spf1 -all"], DOUBLE),
        (Purpose.SPF, ["something else"], MISSING),
        (Purpose.DKIM, ["v=DKIM1; k=rsa; p=AAAA"], OK),
        (Purpose.DKIM, ["p=AA AA"], OK),
        (Purpose.DKIM, ["v=DKIM1; p=BBBB"], DIFFERENT),
        (Purpose.DKIM, ["v=DKIM1; p="], MISSING),
        (Purpose.DMARC, ["v=DMARC1; p=reject; rua=mailto:a@b.example"], OK),
        (Purpose.DMARC, ["v=DMARC1; p=block"], DIFFERENT),
        (Purpose.DMARC, ["v=DMARC1; p=none", "v=DMARC1; p=reject"], DOUBLE),
        (Purpose.DMARC, ["v=spf1 -all"], MISSING),
        (Purpose.MTA_STS, [f"v=STSv1; id={identity('testing', HOST)};"], OK),
        (Purpose.MTA_STS, ["v=STSv1; id=1;"], DIFFERENT),
        (Purpose.MTA_STS_HOST, ["192.0.2.1"], OK),
        (Purpose.MTA_STS_HOST, ["192.0.2.9"], DIFFERENT),
        (Purpose.TLS_RPT, ["v=TLSRPTv1; rua=https://reports.example/"], OK),
        (Purpose.TLS_RPT, [], MISSING),
    ],
)
def test_a_record_is_as_the_dns_says(purpose: Purpose, found: list[str] | None, expected: Standing) -> None:
    (record,) = [each for each in wanted(PLACE) if each.purpose is purpose]
    assert standing(record, {record.question: found}, "", PLACE) is expected


def test_spf_by_somebody_elses_record_counts_where_it_passes() -> None:
    (record,) = [each for each in wanted(PLACE) if each.purpose is Purpose.SPF]
    answers = {record.question: ["v=spf1 include:x.example -all"]}
    assert standing(record, answers, "pass", PLACE) is OK


def test_without_mta_sts_nothing_of_it_is_wanted() -> None:
    purposes = {record.purpose for record in wanted(replace(PLACE, mode="none"))}
    assert not purposes & {Purpose.MTA_STS, Purpose.MTA_STS_HOST}


def test_each_question_is_asked_once() -> None:
    asked = questions(wanted(PLACE), PLACE.domain)
    assert len(asked) == len(set(asked))
    assert f"NS {PLACE.domain}" in asked


def test_a_policy_is_as_the_standard_has_it() -> None:
    assert policy("enforce", HOST) == f"version: STSv1\r\nmode: enforce\r\nmx: {HOST}\r\nmax_age: 604800\r\n"
    assert policy("none", HOST) == "version: STSv1\r\nmode: none\r\nmax_age: 86400\r\n"
    assert len({identity(mode, HOST) for mode in ("none", "testing", "enforce")}) == 3
