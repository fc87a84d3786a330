"""Packs of mails: what is written comes back, what a crash leaves goes, and no change stays unseen."""

from pathlib import Path

import pytest

from fumibako.machine.formats.packs import (
    BrokenPack,
    Facts,
    Record,
    append,
    first_changed,
    is_unchanged,
    mail_at,
    records,
)

pytestmark = [pytest.mark.feature("B12")]
MAILS = [b"Subject: %d\r\n\r\n%s\r\n" % (number, b"text " * number) for number in range(4)]


def facts(number: int) -> Facts:
    return Facts(
        f"4Q{number}", 1_790_000_000 + number, "a@x.example", "a@x.example", ("b@out.example", "秘@out.example")
    )


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path, last = tmp_path / "2026-11.pack", None
    for number, mail in enumerate(MAILS):
        last = append(path, last, facts(number), [mail[:5], mail[5:]], 0o640)
    return path


def offsets(pack: Path) -> list[int]:
    return [each.offset for each in records(pack)]


def test_mails_come_back_as_they_were(pack: Path) -> None:
    assert [mail_at(pack, offset) for offset in offsets(pack)] == [(facts(n), mail) for n, mail in enumerate(MAILS)]
    assert all(is_unchanged(pack, offset) for offset in offsets(pack)) and first_changed(pack) is None
    assert [each.offset for each in records(pack, offsets(pack)[2])] == offsets(pack)[2:]
    assert pack.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("lost", [1, 60, 100])
def test_what_a_crash_left_is_written_over(pack: Path, lost: int) -> None:
    content = pack.read_bytes()
    pack.write_bytes(content[:-lost])
    *_, last = records(pack)
    assert last.facts == facts(2)
    append(pack, last, facts(3), [MAILS[3]], 0o640)
    assert pack.read_bytes() == content


def test_a_disk_that_is_full_leaves_the_pack_as_it_was(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = pack.read_bytes()
    monkeypatch.setattr("os.fsync", _full)
    with pytest.raises(OSError, match="full"):
        append(pack, [*records(pack)][-1], facts(9), [MAILS[1]], 0o640)
    assert pack.read_bytes() == content


def _full(_: int) -> None:
    raise OSError("full")


@pytest.mark.parametrize("where", ["facts", "mail", "chain"])
def test_case_102_whoever_changes_one_is_seen(pack: Path, where: str) -> None:
    record = list(records(pack))[1]
    place = {"facts": record.middle - 3, "mail": record.middle + 4, "chain": record.offset + 50}[where]
    content = bytearray(pack.read_bytes())
    content[place] ^= 1
    pack.write_bytes(content)
    assert first_changed(pack) == record.offset and not is_unchanged(pack, record.offset)


def test_case_102_one_that_is_taken_out_or_put_anew_is_seen(pack: Path) -> None:
    content, (first, second, third, _) = pack.read_bytes(), list(records(pack))
    pack.write_bytes(content[: second.offset] + content[third.offset :])
    assert first_changed(pack) == second.offset
    other = _anew(pack.with_name("other"), first, b"Subject: other\r\n\r\n")
    pack.write_bytes(content[: second.offset] + other + content[third.offset :])
    assert first_changed(pack) is not None and not is_unchanged(pack, second.offset)


def _anew(path: Path, first: Record, mail: bytes) -> bytes:
    path.write_bytes(bytes(first.end))
    append(path, first, facts(1), [mail], 0o640)
    return path.read_bytes()[first.end :]


def test_what_is_no_pack_is_said(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"x" * 500)
    with pytest.raises(BrokenPack):
        list(records(tmp_path / "x"))
