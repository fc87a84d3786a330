"""What is refused before anything is published, by the rule that says why."""

import pytest

from fumibako.chapters.hosting.dns import errors, rules
from fumibako.chapters.hosting.dns.names import check_name, check_target
from fumibako.chapters.hosting.dns.records import Record, standard
from fumibako.chapters.hosting.dns.values import check_value
from fumibako.machine.state.web.zone import Zone

pytestmark = pytest.mark.feature("D9")
ZONE = "sample.example"
NS = standard("@", "NS", "ns.provider.example.")


def record(name: str, kind: str, value: str) -> Record:
    return Record("k", name, kind, value, 3600)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("@", "@"),
        ("", "@"),
        ("sample.example", "@"),
        ("Ｗｗｗ", "www"),
        ("www.sample.example", "www"),
        ("www.sample.example.", "www"),
        ("_dmarc", "_dmarc"),
        ("*.shop", "*.shop"),
        ("日本語", "xn--wgv71a119e"),
        ("a" * 63, "a" * 63),
    ],
)
def test_case_013_a_name_is_read_as_people_write_it(typed: str, name: str) -> None:
    assert check_name(ZONE, typed, "A") == name


@pytest.mark.parametrize(
    ("typed", "kind", "refusal"),
    [
        ("www.victim.example.", "A", errors.OutsideZone),
        ("a" * 64, "A", errors.BadName),
        ("-a", "A", errors.BadName),
        ("a b", "A", errors.BadName),
        ("a..b", "A", errors.BadName),
        ("a\n@", "A", errors.BadName),
        ("a$b", "A", errors.BadName),
        ("www.*", "A", errors.BadWildcard),
        ("a*", "A", errors.BadWildcard),
        ("*", "NS", errors.BadWildcard),
        ("*.a", "NS", errors.BadWildcard),
        ("sip", "SRV", errors.BadServiceName),
        (".".join(["a" * 60] * 5), "A", errors.BadName),
    ],
)
def test_case_013_a_name_that_cannot_be_is_refused(typed: str, kind: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_name(ZONE, typed, kind)


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("mail", "mail.sample.example."),
        ("@", "sample.example."),
        ("mail.sample.example", "mail.sample.example."),
        ("mx.provider.example.", "mx.provider.example."),
    ],
)
def test_a_target_is_stored_in_full(typed: str, target: str) -> None:
    assert check_target(ZONE, typed) == target


def test_case_013_a_target_without_its_dot_is_told_what_it_would_mean() -> None:
    with pytest.raises(errors.MissingDot) as refused:
        check_target(ZONE, "blog.example.net")
    assert "blog.example.net.sample.example." in str(refused.value)
    assert "blog.example.net.”" in str(refused.value) or "blog.example.net.」" in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "typed", "refusal"),
    [
        ("A", "999.1.1.1", errors.BadIpv4),
        ("A", "2001:db8::1", errors.BadIpv4),
        ("AAAA", "192.0.2.1", errors.BadIpv6),
        ("AAAA", "fe80::1%eth0", errors.BadIpv6),
        ("CNAME", "192.0.2.1", errors.TargetIsAddress),
        ("MX", "mail", errors.BadMx),
        ("MX", "70000 mail", errors.BadMx),
        ("MX", "10 192.0.2.1", errors.TargetIsAddress),
        ("MX", "10 m_x", errors.BadTarget),
        ("SRV", "0 5 sip.example.net.", errors.BadSrv),
        ("CAA", "0 issue ca\nx", errors.BadCaa),
        ("CAA", "0 other x", errors.BadCaa),
        ("CAA", '0 issue "a"b"', errors.BadCaa),
        ("TXT", "", errors.BadText),
        ("TXT", "請求", errors.BadText),
        ("TXT", 'v=x"\n@ IN NS evil.', errors.BadText),
        ("TXT", "a" * 4097, errors.TextTooLong),
        ("SOA", "x", errors.BadType),
    ],
)
def test_case_012_a_value_that_cannot_be_is_refused(kind: str, typed: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        check_value(ZONE, kind, typed)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        ("A", "１９２．０．２．１０", "192.0.2.10"),
        ("AAAA", "2001:DB8:0::1", "2001:db8::1"),
        ("MX", "10  mail", "10 mail.sample.example."),
        ("SRV", "0 0 0 .", "0 0 0 ."),
        ("CAA", "0 Issue ca.example.net", '0 issue "ca.example.net"'),
        ("TXT", '"v=DKIM1; p=AB" "CD"', "v=DKIM1; p=ABCD"),
        ("TXT", 'say "no"', 'say "no"'),
        ("TXT", "a" * 4096, "a" * 4096),
    ],
)
def test_a_value_is_stored_in_one_form(kind: str, typed: str, value: str) -> None:
    assert check_value(ZONE, kind, typed) == value


@pytest.mark.parametrize(
    ("records", "refusal"),
    [
        ([record("a", "CNAME", "x.example."), record("a", "A", "192.0.2.1")], errors.CnameBesideOthers),
        ([record("a", "CNAME", "x.example."), record("a", "CNAME", "y.example.")], errors.CnameBesideOthers),
        ([record("@", "CNAME", "x.example.")], errors.CnameOfDomain),
        ([record("a", "CNAME", "a.sample.example.")], errors.CnameCircle),
        ([record(a, "CNAME", f"{b}.sample.example.") for a, b in ("ab", "bc", "ca")], errors.CnameCircle),
        ([record("s", "NS", "ns.example."), record("s", "A", "192.0.2.1")], errors.NsBesideOthers),
        ([record("a", "CNAME", "x.example."), record("@", "MX", "10 a.sample.example.")], errors.TargetIsCname),
        ([record("s", "NS", "ns.s.sample.example.")], errors.NoAddress),
        ([record("@", "TXT", "v=spf1 -all"), record("@", "TXT", "V=SPF1 mx")], errors.TwoSpf),
        ([record("a", "A", "192.0.2.1"), record("a", "A", "192.0.2.1")], errors.SameRecord),
        ([record(f"a{n}", "A", "192.0.2.1") for n in range(1000)], errors.TooManyRecords),
    ],
)
def test_case_013_records_that_cannot_stand_together_are_refused(
    records: list[Record], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        rules.check_zone(ZONE, [NS, *records])


def test_a_domain_needs_a_name_server() -> None:
    with pytest.raises(errors.NoNameServer):
        rules.check_zone(ZONE, [record("a", "A", "192.0.2.1")])


@pytest.mark.parametrize("ttl", [59, 604_801, -1])
def test_a_ttl_has_its_range(ttl: int) -> None:
    with pytest.raises(errors.BadTtl):
        rules.check_ttl(ttl)


def test_case_013_a_secondary_is_an_address_and_nothing_else() -> None:
    """It is written into the name server's configuration, which serves everybody."""
    assert rules.check_secondaries(["192.0.2.53", "2001:DB8::53", "192.0.2.53"]) == ["192.0.2.53", "2001:db8::53"]
    for typed in ('2001:db8::1%"]', "2001:db8::1%eth0", "ns1.elsewhere.example", "0.0.0.0", "192.0.2.0/24"):
        with pytest.raises(errors.BadSecondary):
            rules.check_secondaries([typed])
    with pytest.raises(ValueError):
        Zone(domain="x.example", primary="x", contact="x", serial=1, records=(), secondaries=('2001:db8::1%"]',))
