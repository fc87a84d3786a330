import dns.zone
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fumibako.machine.formats.zonefile import Unwritable, write_zone
from fumibako.machine.state.web.zone import Zone, ZoneRecord

pytestmark = pytest.mark.feature("D9")


def zone(*records: ZoneRecord) -> Zone:
    ns = ZoneRecord("@", "NS", 3600, "ns.provider.example.")
    return Zone(
        domain="sample.example",
        primary="ns.provider.example",
        contact="hostmaster.provider.example",
        serial=1,
        records=(ns, *records),
    )


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=4096))
def test_case_012_any_text_is_one_txt_record_that_says_just_that(text: str) -> None:
    written = write_zone(zone(ZoneRecord("@", "TXT", 300, text)))
    read = dns.zone.from_text(written, origin="sample.example.")
    (record,) = read.find_rdataset("@", "TXT")
    assert b"".join(record.strings).decode() == text
    assert all(len(piece) <= 255 for piece in record.strings)
    assert len(list(read.iterate_rdatas())) == 3  # SOA, NS and this one


@pytest.mark.parametrize(
    "record",
    [
        ZoneRecord("@", "TXT", 300, "a\n@ IN NS evil."),
        ZoneRecord("@", "A", 300, "192.0.2.1\n@ IN NS evil."),
        ZoneRecord("@", "MX", 300, "10 (\n"),
        ZoneRecord("a b", "A", 300, "192.0.2.1"),
        ZoneRecord("a\\010", "A", 300, "192.0.2.1"),
        ZoneRecord("a;", "A", 300, "192.0.2.1"),
        ZoneRecord("$INCLUDE", "A", 300, "192.0.2.1 /etc/passwd"),
        ZoneRecord("a" * 64, "A", 300, "192.0.2.1"),
    ],
)
def test_case_012_what_is_not_one_record_is_not_written(record: ZoneRecord) -> None:
    with pytest.raises(Unwritable):
        write_zone(zone(record))
