"""ZIP archives of a site's files (D1): whole or not at all, and nothing but files below the target comes out."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable

import pytest

from fumibako.machine.daemons.sites.filing.client import Filing
from tests.filing import OWNER, OpenSite, refused

pytestmark = pytest.mark.feature("D1")
SPACE = 64 << 20


def archive(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(name, content)
    return out.getvalue()


def entry(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def test_what_was_packed_comes_out_as_it_was(site: OpenSite, files: Filing) -> None:
    site.put("shop/商品/一覧.html", "<p>商品</p>")
    site.put("shop/empty.txt", b"")
    (site.htdocs / "shop" / "nothing").mkdir()
    assert files.pack("htdocs", ["shop"], "shop.zip", space=SPACE) == 0
    assert files.unpack("htdocs", "shop.zip", "again", space=SPACE) == 5
    assert (site.htdocs / "again" / "shop" / "商品" / "一覧.html").read_text() == "<p>商品</p>"
    assert site.names("again/shop") == ["empty.txt", "nothing", "商品"]
    assert {each.stat().st_uid for each in (site.htdocs / "again").rglob("*")} == {OWNER}
    assert (site.htdocs / "again").stat().st_mode & 0o777 == 0o755


def test_a_folder_is_downloaded_as_an_archive(site: OpenSite, files: Filing) -> None:
    site.put("a/b.txt", b"content")
    with zipfile.ZipFile(io.BytesIO(b"".join(files.pour("htdocs", ["a"])))) as made:
        assert made.namelist() == ["a/", "a/b.txt"] and made.read("a/b.txt") == b"content"
    with refused("not_found"):
        files.pour("htdocs", ["nothing"])


def test_names_of_windows_in_japan_are_read(site: OpenSite, files: Filing) -> None:
    octets = archive(("AAAA.txt", b"1")).replace(b"AAAA", "資料".encode("cp932"))
    site.put("win.zip", octets)
    files.unpack("htdocs", "win.zip", "", space=SPACE)
    assert site.names() == ["win.zip", "資料.txt"]


def test_beside_the_archive_no_file_is_replaced(site: OpenSite, files: Filing) -> None:
    site.put("index.html", b"mine")
    site.put("a.zip", archive(("index.html", b"theirs"), ("other.html", b"x")))
    with refused("taken"):
        files.unpack("htdocs", "a.zip", "", space=SPACE)
    assert site.names() == ["a.zip", "index.html"] and (site.htdocs / "index.html").read_bytes() == b"mine"
    with refused("taken"):
        files.unpack("htdocs", "a.zip", "index.html", space=SPACE)


@pytest.mark.parametrize(
    "name",
    ["../out.txt", "a/../../out.txt", "/etc/out.txt", "a\\..\\..\\out.txt", "a//b", "./a", "a\nb.txt", "C:\\x", ""],
)
def test_case_031_no_entry_leads_out_of_the_target(site: OpenSite, files: Filing, name: str) -> None:
    octets = archive(("good.txt", b"x"), ("N" * max(1, len(name)), b"bad"))
    site.put("a.zip", octets.replace(b"N" * max(1, len(name)), name.encode() or b"."))
    with refused("unsafe_entry"):
        files.unpack("htdocs", "a.zip", "new", space=SPACE)
    assert site.names() == ["a.zip"]
    assert not (site.gate / "out.txt").exists() and not (site.gate.parent / "out.txt").exists()


def test_case_031_links_devices_and_special_bits_do_not_come_out(site: OpenSite, files: Filing) -> None:
    for kind in (stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO, stat.S_IFSOCK):
        site.put("a.zip", archive((entry("x", kind | 0o777), b"/etc/passwd"), ("x/y", b"through it")))
        with refused("unsafe_entry"):
            files.unpack("htdocs", "a.zip", "new", space=SPACE)
    site.put("a.zip", archive((entry("run", stat.S_IFREG | 0o6777), b"#!/bin/sh")))
    files.unpack("htdocs", "a.zip", "new", space=SPACE)
    assert (site.htdocs / "new" / "run").stat().st_mode & 0o7777 == 0o644


def zeros() -> bytes:
    return archive(("zeros", bytes(30 << 20)))


def lying() -> bytes:
    """It says less than it holds."""
    return zeros().replace(struct.pack("<I", 30 << 20), struct.pack("<I", 1 << 20))


def overlapping() -> bytes:
    honest = archive(("a", bytes(range(256)) * 400), ("b", b""))
    at = honest.rindex(b"PK\1\2")
    first = honest[honest.index(b"PK\1\2") :][: at - honest.index(b"PK\1\2")]
    return honest[:at] + first[:46] + b"b" + honest[at + 47 :]


def many() -> bytes:
    return archive(*((f"{number}", b"") for number in range(20_001)))


def none() -> bytes:
    return b"PK no archive at all"


def cut() -> bytes:
    return archive(("a", b"x" * 999))[:-30]


@pytest.mark.parametrize(
    "made, code",
    [
        (zeros, "bomb"),
        (lying, "bad_archive"),
        (overlapping, "bomb"),
        (many, "too_many"),
        (none, "bad_archive"),
        (cut, "bad_archive"),
    ],
)
def test_case_032_a_bomb_is_refused_and_the_site_is_as_before(
    site: OpenSite, files: Filing, made: Callable[[], bytes], code: str
) -> None:
    site.put("bomb.zip", made())
    site.put("index.html", b"mine")
    with refused(code):
        files.unpack("htdocs", "bomb.zip", "", space=SPACE)
    assert site.names() == ["bomb.zip", "index.html"]


def test_case_032_more_than_there_is_room_for_is_refused(site: OpenSite, files: Filing) -> None:
    site.put("a.zip", archive(("a.txt", b"x" * 1001)))
    with refused("full"):
        files.unpack("htdocs", "a.zip", "new", space=1000)
    assert site.names() == ["a.zip"]


def test_an_archive_with_a_password_is_refused_in_words_of_its_own(site: OpenSite, files: Filing) -> None:
    octets = bytearray(archive(("a.txt", b"x")))
    for signature, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        octets[octets.index(signature) + flags] |= 1
    site.put("a.zip", bytes(octets))
    with refused("encrypted"):
        files.unpack("htdocs", "a.zip", "new", space=SPACE)
